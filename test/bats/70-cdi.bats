#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# CDI: specs made by "cdi generate" give a device to the container's user, with no hook installed (story S13), and
# "cdi check" tells when they no longer do. /etc and /run are the suites' own (test/bats/run).

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  need_podman
  need jq
  need_hook
  watch_null
  make_host_device
  snapshot_dev
  at_end 'rm -rf /etc/cdi /run/cdi'
  SPEC=/etc/cdi/localhost-test.yaml
}

# generate [OPTIONS]: a spec of the test device, of a kind that says what it is.
generate() { run "$OCI_DEVICE_HOOK" cdi generate --kind localhost/test --output /etc/cdi/ "$@"; }

# for_this_podman: options that make a spec which the podman of this machine reads.
for_this_podman() { if ! podman_is_at_least 5.1; then echo --cdi-version=0.5.0; fi; }

podman_is_at_least() { [ "$(printf '%s\n' "$1" "$(podman_version)" | sort --version-sort | head -n 1)" = "$1" ]; }

podman_version() { podman version --format '{{.Client.Version}}'; }

# podman_run RUNTIME [OPTIONS] -- COMMAND: with no hook at all. stdin is a pipe, see 20-podman-rootful.bats.
podman_run() {
  local runtime=$1 options=()
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  run podman --runtime "$runtime" --hooks-dir "$(no_hooks)" run --rm --interactive --user 1000:1000 "${options[@]}" \
    "$ODH_IMAGE" "$@" < <(:)
}

# make_stable_name: a link to the test device, as udev makes them.
make_stable_name() {
  DIR=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER.d
  mkdir -p "$DIR/by-id"
  at_end "rm -r $DIR"
  STABLE=$DIR/by-id/usb-cam_0
  ln -s "../../${HOST_DEVICE##*/}" "$STABLE"
  snapshot_dev
}

@test "cdi [control]: the user is denied without it" {
  podman_run crun --device "$HOST_DEVICE" -- sh -c "$(use "$HOST_DEVICE")"
  assert_failed
  assert_output 'Permission denied'
}

@test "cdi generate [S13, one device and all]: the user opens it with no hook installed" {
  # shellcheck disable=SC2046 # no option, or one
  generate --device "$HOST_DEVICE" $(for_this_podman)
  assert_status 0
  check() {
    local device
    for device in "${HOST_DEVICE##*/}" all; do
      podman_run "$1" --device "localhost/test=$device" -- sh -c "$(use "$HOST_DEVICE")"
      assert_status 0
      assert_output opened
    done
  }
  for_each_runtime check
}

@test "cdi generate [S13, podman from 5.1 on]: the process has the group of the device" {
  if ! podman_is_at_least 5.1; then skip "needs podman 5.1, which knows additionalGids: found $(podman_version)"; fi
  generate --device "$HOST_DEVICE"
  assert_status 0
  check() {
    podman_run "$1" --device localhost/test=all -- grep ^Groups: /proc/self/status
    assert_output $'\t'"([0-9]+ )*$ODH_GID "
    podman_run "$1" -- grep ^Groups: /proc/self/status
    [[ ! $output =~ (^|[^0-9])"$ODH_GID " ]] || fail 'the control: the group is there without the device'
  }
  for_each_runtime check
}

@test "cdi generate [a directory]: every node of it opens" {
  local dir=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER.d
  mkdir "$dir"
  at_end "rm -r $dir"
  make_device "$dir/one"
  make_device "$dir/two"
  snapshot_dev
  # shellcheck disable=SC2046
  run "$OCI_DEVICE_HOOK" cdi generate --device "$dir" --kind localhost/test --output "$SPEC" $(for_this_podman)
  assert_status 0
  podman_run crun --device localhost/test=all -- sh -c "$(use "$dir/one") && $(use "$dir/two")"
  assert_status 0
}

@test "cdi generate [the file]: mode 0644, named by the kind, with the number and the group of the node" {
  umask 077
  generate --device "$HOST_DEVICE" --format json
  assert_status 0
  [ "$(stat -c %a /etc/cdi/localhost-test.json)" = 644 ]
  assert_json /etc/cdi/localhost-test.json \
    '.cdiVersion == "0.7.0" and (.devices | length) == 2 and all(.devices[].containerEdits;
      .additionalGids == [$gid] and .deviceNodes == [{path: $path, type: "c", major: 1, minor: 3, fileMode: 432,
      permissions: "rw", gid: $gid}])' --argjson gid "$ODH_GID" --arg path "$HOST_DEVICE"
}

@test "cdi generate [umask 077]: the directory that it makes is readable for everybody, and so is the file" {
  umask 077
  run "$OCI_DEVICE_HOOK" cdi generate --device "$HOST_DEVICE" --output "$BATS_TEST_TMPDIR/new/cdi/"
  assert_status 0
  [ "$(stat -c %a "$BATS_TEST_TMPDIR"/new/cdi "$BATS_TEST_TMPDIR"/new/cdi/*.yaml)" = $'755\n644' ]
}

@test "cdi generate [a second device of the same kind]: it says what is thrown out, and who has the name too" {
  make_device "$HOST_DEVICE-2"
  at_end "rm $HOST_DEVICE-2"
  snapshot_dev
  generate --device "$HOST_DEVICE"
  refute_output replaces
  generate --device "$HOST_DEVICE-2"
  assert_status 0
  assert_output "this replaces $SPEC; no longer in it: localhost/test=${HOST_DEVICE##*/}"
  run "$OCI_DEVICE_HOOK" cdi generate --kind localhost/test --device "$HOST_DEVICE" --output /etc/cdi/mine.yaml
  assert_status 0
  assert_output "$SPEC has localhost/test=all too"
}

# closed COMMAND...: with a stdout that is closed.
closed() { "$@" >&-; }

@test "cdi generate [stdout is closed]: exit 74, for the spec is lost; /dev/null is not closed" {
  run closed "$OCI_DEVICE_HOOK" cdi generate --device "$HOST_DEVICE"
  assert_status 74
  "$OCI_DEVICE_HOOK" cdi generate --device "$HOST_DEVICE" >/dev/null
}

@test "cdi generate --cdi-version [groups get lost]: it says so" {
  generate --device "$HOST_DEVICE" --cdi-version 0.5.0
  assert_status 0
  assert_output "no additionalGids: the process does not get the group $ODH_GID"
  ! grep -q additionalGids "$SPEC"
}

@test "podman [before 5.1]: rejects the whole file for its groups, and cdi check says so" {
  if podman_is_at_least 5.1; then skip "needs a podman before 5.1: found $(podman_version)"; fi
  generate --device "$HOST_DEVICE"
  assert_status 0
  podman_run crun --device localhost/test=all -- true
  assert_failed
  assert_output 'localhost/test=all'
  run "$OCI_DEVICE_HOOK" cdi check
  assert_status 1
  assert_output 'rejects the whole'
}

@test "cdi generate [the policy denies the device]: no file, exit 77" {
  write_policy <<< "deny.devices = [\"$HOST_DEVICE\"]"
  generate --device "$HOST_DEVICE"
  assert_status 77
  [ ! -e /etc/cdi ]
}

@test "cdi generate --prune [no device of the class]: the file goes" {
  mkdir -p /etc/cdi
  echo old > "$SPEC"
  generate --class tpm --prune
  assert_status 0
  [ ! -e "$SPEC" ]
  generate --class tpm
  assert_status 65
}

@test "cdi create-symlinks [a stable name]: the container has it, and the user opens the device by it" {
  make_stable_name
  # shellcheck disable=SC2046
  generate --device "$STABLE" --program "$OCI_DEVICE_HOOK" $(for_this_podman)
  assert_status 0
  grep --quiet '^containers:' /etc/subuid || echo containers:2000000000:1000000 | tee -a /etc/subuid >> /etc/subgid
  check() {
    local options
    for options in --userns=host --userns=auto; do
      podman_run "$1" "$options" --device localhost/test=usb-cam_0 -- sh -c "readlink $STABLE; test -c $STABLE && echo there"
      assert_status 0
      [ "$output" = "../../${HOST_DEVICE##*/}"$'\nthere' ] || fail "expected the link with $options"
    done
    podman_run "$1" --device localhost/test=usb-cam_0 -- sh -c "$(use "$STABLE")"
    assert_status 0
  }
  for_each_runtime check
}

@test "cdi create-symlinks [a volume in the way]: nothing is made in it, the container does not start" {
  make_stable_name
  mkdir "$BATS_TEST_TMPDIR/volume"
  # shellcheck disable=SC2046
  generate --device "$STABLE" --program "$OCI_DEVICE_HOOK" $(for_this_podman)
  check() {
    podman_run "$1" --volume "$BATS_TEST_TMPDIR/volume:$DIR" --device localhost/test=all -- true
    assert_failed
    assert_output '70'
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/volume")" ] || fail 'something was made in the volume'
  }
  for_each_runtime check
}

@test "cdi create-symlinks [a link to the host in the way]: nothing is made there, the container does not start" {
  local entry plant
  mkdir "$BATS_TEST_TMPDIR/host"
  entry=$(hook_entry create-symlinks | jq --compact-output '.args += ["--link", "/dev/by-id/cam", "/dev/video2"]')
  # The earlier hook does what an image can only wish for: it puts the link into the /dev of the container.
  cat > "$BATS_TEST_TMPDIR/plant" <<-SCRIPT
	#!/bin/sh
	pid=\$(jq .pid)
	dev=\$(awk '\$5 ~ /rootfs\/dev\$/ { print \$5 }' "/proc/\$pid/mountinfo")
	exec nsenter --mount --target="\$pid" ln -s "$BATS_TEST_TMPDIR/host" "\$dev/by-id"
	SCRIPT
  chmod 755 "$BATS_TEST_TMPDIR/plant"
  plant=$(jq --null-input --compact-output --arg path "$BATS_TEST_TMPDIR/plant" '{path: $path}')
  check() {
    run run_bundle "$1" "$(new_bundle ".hooks.createRuntime = [$plant]" '.process.args = ["readlink", "/dev/by-id"]')"
    [ "$output" = "$BATS_TEST_TMPDIR/host" ] || fail 'the control: the link was not planted'
    run run_bundle "$1" "$(new_bundle ".hooks.createRuntime = [$plant, $entry]" '.process.args = ["true"]')"
    assert_failed
    assert_output 'cannot be made in the container: E'
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/host")" ] || fail 'something was made in the directory of the host'
  }
  for_each_runtime check
}

# rootless USER RUNTIME [OPTIONS]: a rootless container with the device by CDI.
rootless() {
  local user=$1 runtime=$2
  shift 2
  run as "$user" podman --runtime "$runtime" "$@" run --rm --interactive --device localhost/test=all \
    "$(asks "mode=${MODE-auto}")" "$ODH_IMAGE" sh -c "$(use "$HOST_DEVICE")" < <(:)
}

@test "cdi [rootless]: the groups of a spec do not help there; with the hook the device opens for a member of its group" {
  need_rootless
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  rootless "$MEMBER" crun --hooks-dir "$(no_hooks)"
  assert_failed
  refute_output opened
  # auto does not keep the caller's groups: the container would lose those that the spec gives it.
  MODE=keep-groups rootless "$MEMBER" crun --hooks-dir "$(hooks_dir precreate)"
  assert_status 0
  assert_output opened
}

@test "cdi check [a fresh spec]: nothing is wrong" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  run "$OCI_DEVICE_HOOK" cdi check --json
  assert_status 0
  [ "$(jq '[.findings[] | select(.standing == "fail")] | length' <<< "$output")" = 0 ]
}

@test "cdi check [the group has changed]: gid and stale group" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  chgrp 7777 "$HOST_DEVICE"
  snapshot_dev
  run "$OCI_DEVICE_HOOK" cdi check --json
  assert_status 1
  [ "$(jq --compact-output '[.findings[].code] | unique | map(select(. == "gid"))' <<< "$output")" = '["gid"]' ]
}

@test "cdi check [the node is gone]: it says so" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  remove_host_device
  snapshot_dev
  run "$OCI_DEVICE_HOOK" cdi check
  assert_status 1
  assert_output 'missing'
}

# as_nobody: cdi check by a user who is not root, with an executable that he can reach.
as_nobody() {
  cp "$OCI_DEVICE_HOOK" /run/odh-check
  at_end 'rm /run/odh-check'
  run setpriv --reuid 65534 --regid 65534 --clear-groups /run/odh-check cdi check "$@"
}

@test "cdi check [a file that the user may not read]: it says so, with the remedy" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  chmod 600 "$SPEC"
  as_nobody
  assert_status 1
  assert_output 'sudo chmod 644 /etc/cdi/localhost-test.yaml'
}

@test "cdi check [a directory that the user may not read]: it says so, and checks the rest" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  mkdir -p /run/cdi
  chmod 700 /run/cdi
  as_nobody --json
  assert_status 1
  [ "$(jq --raw-output '.findings[] | select(.code == "unreadable") | .file + " " + .remedy' <<< "$output")" = \
    '/run/cdi sudo chmod 755 /run/cdi' ]
  [ "$(jq '[.findings[].device] | unique | length' <<< "$output")" = 3 ]
}

@test "cdi check [a spec, or a directory, that others may write]: it says so" {
  # shellcheck disable=SC2046
  generate --device "$HOST_DEVICE" $(for_this_podman)
  chown 1000 "$SPEC"
  chmod 777 /etc/cdi
  run "$OCI_DEVICE_HOOK" cdi check
  assert_status 1
  assert_output "sudo chown root:root $SPEC"
  assert_output 'sudo chmod go-w /etc/cdi'
}
