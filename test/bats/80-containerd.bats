#!/usr/bin/env bats
# containerd, spoken to as the kubelet does. It reads no hooks.d: the hook stands in the base spec of a handler.

setup_file() {
  load helpers
  load ../support/containerd
  need_containerd
  start_containerd hooked
  start_containerd owning true
  export HOOKED=$BATS_FILE_TMPDIR/containerd-hooked/socket OWNING=$BATS_FILE_TMPDIR/containerd-owning/socket
}

teardown_file() {
  load helpers
  load ../support/containerd
  if [ -n "${OWNING-}" ]; then
    stop_containerd hooked
    stop_containerd owning
  fi
}

setup() {
  load helpers
  load ../support/containerd
  need_containerd
  need_hook
  export CONTAINERD_ADDRESS=$HOOKED
  make_host_device
  snapshot_dev
}

# has FIELDS [PATH]: a filter for the pod that also gives it a device or a directory of devices, else the test's own.
has() { printf '. + {devices: ["%s"]} + {%s}' "${2-$HOST_DEVICE}" "${1-}"; }

# user_fields UID GID: as runAsUser and runAsGroup, "-" for none.
user_fields() {
  local fields=()
  if [ "$1" != - ]; then fields+=("uid: $1"); fi
  if [ "$2" != - ]; then fields+=("gid: $2"); fi
  (IFS=,; printf '%s' "${fields[*]-}")
}

@test "containerd [control]: without the hook a pod's user is denied" {
  run pod runc "$(use "$HOST_DEVICE")" "$(has 'uid: 1000, gid: 1000')"
  assert_failed
  assert_output 'Permission denied'
}

@test "containerd [base spec]: the pod's user opens the device, which it owns" {
  run pod hooked "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")" "$(has 'uid: 1000, gid: 1000')"
  assert_status 0
  assert_output $'^node 1000:1000 660\nopened'
}

# containerd's own rule: runAsUser and runAsGroup replace owner and group, each on its own, unless they are 0 or absent.
# The image knows no user 4000000, which makes its group 0; the one that it knows, 1000, is a test of its own.
@test "containerd [S14, base spec]: owner and group are what containerd makes them with device_ownership_from_security_context" {
  local gid
  for gid in - 0 2000; do claim_same_owner 4000000 "$gid" "$HOST_DEVICE"; done
  claim_same_owner - - "$HOST_DEVICE"
  claim_same_owner 0 0 "$HOST_DEVICE"
}

@test "containerd [base spec, runAsUser that the image knows]: the hook also gives the node the user's group" {
  run pod hooked "$(show "$HOST_DEVICE")" "$(has 'uid: 1000')"
  assert_output '^node 1000:1000 660'
  CONTAINERD_ADDRESS=$OWNING run pod runc "$(show "$HOST_DEVICE")" "$(has 'uid: 1000')"
  assert_output "^node 1000:$ODH_GID 660"
}

@test "containerd [base spec, a directory of devices]: the nodes in it too" {
  local directory=/dev/oci-device-hook-test-directory-$$
  mkdir "$directory"
  at_end "rm -r $directory"
  make_device "$directory/0"
  make_device "$directory/1"
  snapshot_dev
  claim_same_owner 1000 2000 "$directory/0 $directory/1" "$directory"
}

# Root opens the node as it is: there is nothing to mend, and what needs no mending is left alone.
@test "containerd [S14, base spec, runAsUser 0 and runAsGroup 2000]: containerd changes the group, the hook leaves the node" {
  local user='uid: 0, gid: 2000'
  CONTAINERD_ADDRESS=$OWNING run pod runc "$(show "$HOST_DEVICE")" "$(has "$user")"
  assert_output '^node 0:2000 660'
  run pod hooked "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")" "$(has "$user")"
  assert_output "^node 0:$ODH_GID 660"
  assert_output opened
}

# claim_same_owner UID GID NODES [DEVICE]: a pod with the hook sees what one sees without it where containerd gives
# devices to their users itself.
claim_same_owner() {
  local user script theirs
  user=$(user_fields "$1" "$2")
  script="for node in $3; do stat -c '%u:%g %a' \$node; done"
  CONTAINERD_ADDRESS=$OWNING run pod runc "$script" "$(has "$user" "${4-$HOST_DEVICE}")"
  assert_status 0
  theirs=$output
  run pod hooked "$script" "$(has "$user" "${4-$HOST_DEVICE}")"
  assert_status 0
  echo "# runAsUser $1, runAsGroup $2: containerd ${theirs//$'\n'/, }; the hook ${output//$'\n'/, }" >&3
  [ "$output" = "$theirs" ] || fail "runAsUser $1, runAsGroup $2: containerd makes it $theirs"
}

@test "containerd [S14, a pod that did not ask, runAsUser 0]: config.json keeps its bytes and the node its owner" {
  run pod hooked "$(show "$HOST_DEVICE")" "$(has 'uid: 0')"
  assert_status 0
  assert_output "^node 0:$ODH_GID 660"
  assert_same_bytes "$BATS_FILE_TMPDIR/kept.before" "$BATS_FILE_TMPDIR/kept.after"
}

@test "containerd [a pod without devices]: config.json keeps its bytes" {
  run pod hooked 'echo started' '. + {uid: 1000}'
  assert_status 0
  assert_output started
  assert_same_bytes "$BATS_FILE_TMPDIR/kept.before" "$BATS_FILE_TMPDIR/kept.after"
}

@test "containerd [mode=off in an annotation that container_annotations lets through]: the user is denied" {
  local off='"oci-device-hook/mode": "off"'
  run pod hooked "$(use "$HOST_DEVICE")" "$(has "uid: 1000, gid: 1000, annotations: {$off}")"
  assert_failed
  assert_output 'Permission denied'
}

@test "containerd [require=all, a device that cannot be used]: the pod does not start, and containerd says why" {
  local asks='"oci-device-hook/mode": "groups", "oci-device-hook/require": "all"'
  run pod hooked 'echo up and running' "$(has "uid: 1000, gid: 1000, annotations: {$asks}")"
  assert_status 125
  refute_output 'up and running'
  assert_output "$HOST_DEVICE is not usable"
}

# by_cdi SCRIPT: a pod without the hook, whose container has the annotation that a device plugin makes the kubelet write.
by_cdi() { pod runc "$1" '. + {uid: 1000, gid: 1000, annotations: {"cdi.k8s.io/test": "localhost/test=all"}}'; }

@test "containerd [CDI, from 1.7 on]: the pod's user opens the device with no hook, and the process has its group" {
  if ! containerd_is_at_least 1.7; then skip "needs containerd 1.7: found $(containerd_version)"; fi
  run "$OCI_DEVICE_HOOK" cdi generate --kind localhost/test --device "$HOST_DEVICE" --output /etc/cdi/
  assert_status 0
  at_end 'rm -r /etc/cdi'
  run by_cdi "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE"); grep ^Groups: /proc/self/status"
  assert_status 0
  assert_output "^node 1000:$ODH_GID 660"$'\nopened'
  assert_output $'\t'"([0-9]+ )*$ODH_GID "
}

@test "containerd [CDI, control: no spec]: the pod does not start" {
  if ! containerd_is_at_least 1.7; then skip "needs containerd 1.7: found $(containerd_version)"; fi
  run by_cdi true
  assert_status 125
  assert_output 'localhost/test=all'
}

@test "ctr [--config]: a bundle's config.json with our hook is served" {
  local bundle
  bundle=$(new_bundle "$(opens /dev/video2)" '.hooks = {createRuntime: [$entry]}' \
    ".root.path = \"$ODH_SUITE/rootfs\" | .linux.cgroupsPath = \"/odh-ctr\"")
  run ctr run --rm --config "$bundle/config.json" "odh-ctr-$$" < <(:)
  assert_status 0
  assert_output $'^node 1000:1000 660\nopened'
}
