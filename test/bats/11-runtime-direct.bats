#!/usr/bin/env bats
# createRuntime and prestart called directly, with a process that stands in for the container's init.

setup() {
  load helpers
  need_namespace
  need jq nsenter chroot
  need_rootfs
  need_hook
  snapshot_dev
}

# create_runtime BUNDLE [STATE-FILTER] [STAGE]
create_runtime() {
  run "$BATS_TEST_DIRNAME/../support/fake-runtime" "$1" "${2:-.}" \
    env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" "${3:-createRuntime}"
}

assert_opened() {
  assert_output 'hook 0'
  assert_output "node ${1-1000:1000} 660"
  assert_output 'opened'
}

# change_times: "before" and "after", one a line.
change_times() { grep --extended-regexp '^(before|after) ' <<< "$output" | cut -d' ' -f2; }

# assert_bad_state FIELD: 65, a sentence with the field, and the node as it was.
assert_bad_state() {
  assert_output "hook 65"
  assert_output "$1"
  assert_output "node 0:$ODH_GID 660"
}

@test "createRuntime [control]: without a hook the user is denied" {
  run "$BATS_TEST_DIRNAME/../support/fake-runtime" "$(new_bundle)" . true
  assert_output "node 0:$ODH_GID 660"
  assert_output 'Permission denied'
}

@test "createRuntime: the container's own node becomes the user's, and opens" {
  create_runtime "$(new_bundle)"
  assert_opened
}

@test "prestart: does what createRuntime does" {
  create_runtime "$(new_bundle)" . prestart
  assert_opened
}

@test "createRuntime [state of crun, with root]: opens" {
  create_runtime "$(new_bundle)" '. + {root: (.bundle + "/rootfs"), status: "created"}'
  assert_opened
}

@test "createRuntime [absolute root.path]: opens" {
  local bundle
  bundle=$(new_bundle)
  edit_json "$bundle/config.json" ".root.path = \"$bundle/rootfs\""
  create_runtime "$bundle"
  assert_opened
}

# As crun says it when it could not enter the bundle; init's working directory is the bundle nevertheless.
# shellcheck disable=SC2016 # expanded by init
@test "createRuntime [the state names \"/\" as bundle]: opens" {
  INIT_COMMANDS='cd "$bundle"' create_runtime "$(new_bundle)" '. + {bundle: "/", root: (.bundle + "/rootfs")}'
  assert_opened
}

@test "createRuntime [gid 0]: the node keeps its group" {
  create_runtime "$(new_bundle '.process.user.gid = 0')"
  assert_opened "1000:$ODH_GID"
}

@test "createRuntime [off]: the node stays as it is" {
  create_runtime "$(new_bundle '.annotations["oci-device-hook/mode"] = "off"')"
  assert_output "hook 0"
  assert_output "node 0:$ODH_GID 660"
}

@test "createRuntime [the user can already open it]: the node's change time stays" {
  create_runtime "$(new_bundle '.linux.devices[0].uid = 1000')"
  assert_opened "1000:$ODH_GID"
  [ "$(change_times | uniq | wc -l)" = 1 ] || fail 'the node was changed'
}

@test "createRuntime [twice]: the first run changes the node, the second does not" {
  RUNS=2 create_runtime "$(new_bundle)"
  assert_opened
  [ "$(change_times | uniq | wc -l)" = 2 ] || fail 'expected one change'
}

@test "createRuntime [pid of a process that is not the runtime's child]: 65" {
  create_runtime "$(new_bundle)" '.pid = 1'
  assert_bad_state 'pid'
}

@test "createRuntime [pid of the runtime itself]: 65" {
  create_runtime "$(new_bundle)" ".pid = $$"
  assert_bad_state 'pid'
}

@test "createRuntime [pid 0, as crun says in createContainer]: 65" {
  create_runtime "$(new_bundle)" '.pid = 0'
  assert_bad_state 'pid'
}

@test "createRuntime [pid missing]: 65" {
  create_runtime "$(new_bundle)" 'del(.pid)'
  assert_bad_state 'pid'
}

@test "createRuntime [pid is a string]: 65" {
  create_runtime "$(new_bundle)" '.pid = (.pid | tostring)'
  assert_bad_state 'pid'
}

@test "createRuntime [bundle missing]: 65" {
  create_runtime "$(new_bundle)" '.bundle = "/nonexistent"'
  assert_bad_state 'bundle|/nonexistent'
}

@test "createRuntime [bundle is relative]: 65" {
  create_runtime "$(new_bundle)" '.bundle = "bundle"'
  assert_bad_state 'bundle'
}

@test "createRuntime [state truncated]: 65" {
  run "$BATS_TEST_DIRNAME/../support/fake-runtime" "$(new_bundle)" . sh -c \
    "head -c 40 | env -i $HOOK_PATH $OCI_DEVICE_HOOK createRuntime"
  assert_output 'hook 65'
}

# INIT_COMMANDS are expanded by init.
# shellcheck disable=SC2016
@test "createRuntime [/dev/video2 is a symlink to the host's node]: nothing outside is changed" {
  local bundle
  bundle=$(new_bundle "$REQUIRE_ALL")
  make_host_device
  snapshot_dev
  INIT_COMMANDS="rm \"\$rootfs/dev/video2\"; ln -s $HOST_DEVICE \"\$rootfs/dev/video2\"" create_runtime "$bundle"
  refute_output 'hook 0'
  assert_output '/dev/video2'
}

@test "createRuntime [another device's number at the path]: nothing is changed" {
  local bundle
  bundle=$(new_bundle "$REQUIRE_ALL")
  INIT_COMMANDS='rm "$rootfs/dev/video2"; mknod -m 660 "$rootfs/dev/video2" c 1 5' create_runtime "$bundle"
  refute_output 'hook 0'
  assert_output 'node 0:0 660'
}

@test "createRuntime [the host's node bound over the path]: opens or is refused, and the host's inode is not touched" {
  local bundle
  bundle=$(new_bundle "$REQUIRE_ALL")
  make_host_device
  snapshot_dev
  INIT_COMMANDS="mount --bind $HOST_DEVICE \"\$rootfs/dev/video2\"" create_runtime "$bundle"
  if [[ $output =~ 'hook 0' ]]; then assert_output 'opened'; else assert_output "node 0:$ODH_GID 660"; fi
}

@test "createRuntime [control]: a hook that follows paths changes the host's node" {
  local bundle changed
  bundle=$(new_bundle)
  make_device "$BATS_TEST_TMPDIR/host-node"
  INIT_COMMANDS="rm \"\$rootfs/dev/video2\"; ln -s $BATS_TEST_TMPDIR/host-node \"\$rootfs/dev/video2\"" \
    run "$BATS_TEST_DIRNAME/../support/fake-runtime" "$bundle" . \
    bash -c 'chown 1000:1000 "/proc/$(jq .pid)/root$0/rootfs/dev/video2"' "$bundle"
  changed=$(stat --format=%u "$BATS_TEST_TMPDIR/host-node")
  [ "$changed" = 1000 ] || fail "the control no longer shows the harm: owner $changed"
}
