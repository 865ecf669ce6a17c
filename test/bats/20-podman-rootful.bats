#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# Rootful podman: a container whose user is 1000 opens a device of root:video 0660.

setup() {
  load helpers
  need_podman
  need jq
  need_hook
  make_host_device
  snapshot_dev
  # What a container's user sees: the device opens, or the shell says why not.
  OPEN=(sh -c "$USE_DEVICE")
  SHOW=(sh -c 'stat -c "node %u:%g %a" /dev/video2; grep -E "^(Uid|Gid|Groups):" /proc/self/status')
}

# podman_run RUNTIME HOOKS-DIR [OPTIONS] -- COMMAND. stdin is a pipe: crun < 1.24 changes the owner of its stdio, and
# that of the host's /dev/null with it.
podman_run() {
  local runtime=$1 hooks=$2 options=()
  shift 2
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  run podman --runtime "$runtime" --hooks-dir "$hooks" run --rm --interactive --user 1000:1000 \
    --device "$HOST_DEVICE:/dev/video2" "${options[@]}" "$ODH_IMAGE" "$@" < <(:)
}

@test "podman [control]: without the hook the user is denied" {
  check() {
    podman_run "$1" "$(no_hooks)" "$(asks mode=auto)" -- "${OPEN[@]}"
    assert_failed
    assert_output 'Permission denied'
  }
  for_each_runtime check
}

@test "podman [S1, precreate, auto]: the user opens the device" {
  check() {
    podman_run "$1" "$(hooks_dir precreate)" "$(asks mode=auto)" -- "${OPEN[@]}"
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime check
}

@test "podman [createRuntime, auto]: the user opens the device" {
  check() {
    podman_run "$1" "$(hooks_dir createRuntime)" "$(asks mode=auto)" -- "${OPEN[@]}"
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime check
}

@test "podman [prestart, auto]: the user opens the device" {
  check() {
    podman_run "$1" "$(hooks_dir prestart)" "$(asks mode=auto)" -- "${OPEN[@]}"
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime check
}

@test "podman [precreate and createRuntime together]: the user opens the device" {
  podman_run_both() {
    run podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" --hooks-dir "$(hooks_dir createRuntime)" run --rm \
      --interactive --user 1000:1000 --device "$HOST_DEVICE:/dev/video2" "$(asks mode=auto)" "$ODH_IMAGE" "${OPEN[@]}" < <(:)
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime podman_run_both
}

@test "podman [/dev/video2 itself]: the user opens the device" {
  [ ! -e /dev/video2 ] || skip 'this host has a /dev/video2 of its own'
  remove_host_device
  HOST_DEVICE=/dev/video2
  make_device "$HOST_DEVICE"
  snapshot_dev
  run podman --hooks-dir "$(hooks_dir precreate)" run --rm --interactive --user 1000:1000 \
    --annotation oci-device-hook/mode=auto --device /dev/video2 "$ODH_IMAGE" sh -c 'echo x > /dev/video2' < <(:)
  assert_status 0
}

@test "podman [owner]: uid and gid of the node are the user's, and no group is given" {
  check() {
    podman_run "$1" "$(hooks_dir precreate)" "$(asks mode=owner)" -- "${SHOW[@]}"
    assert_status 0
    assert_output 'node 1000:1000 660'
    assert_output $'Groups:[ \t]*(1000 )?($|\n)'
  }
  for_each_runtime check
}

@test "podman [owner, gid 0]: the node keeps its group" {
  podman_run crun "$(hooks_dir precreate)" "$(asks mode=owner)" --user 1000:0 -- "${SHOW[@]}"
  assert_status 0
  assert_output "node 1000:$ODH_GID 660"
}

@test "podman [groups]: the process has the device's gid, and the node is the host's owner's" {
  check() {
    podman_run "$1" "$(hooks_dir precreate)" "$(asks mode=groups)" -- "${SHOW[@]}"
    assert_status 0
    assert_output "node 0:$ODH_GID 660"
    assert_output $'Groups:\t([0-9]+ )*'"$ODH_GID "
    podman_run "$1" "$(hooks_dir precreate)" "$(asks mode=groups)" -- "${OPEN[@]}"
    assert_status 0
  }
  for_each_runtime check
}

@test "podman [off]: the user is denied, as without the hook" {
  podman_run crun "$(hooks_dir precreate)" "$(asks mode=off)" -- "${OPEN[@]}"
  assert_failed
  assert_output 'Permission denied'
}

@test "podman [no annotation]: the hook does not run, and the user is denied" {
  local stage
  for stage in precreate createRuntime prestart; do
    podman_run crun "$(hooks_dir "$stage")" -- "${OPEN[@]}"
    assert_failed
    assert_output 'Permission denied'
  done
}

@test "podman [no annotation, installed for every container]: the user opens the device" {
  local dir
  dir=$(hooks_dir precreate)
  edit_json "$dir/oci-device-hook-precreate.json" '.when = {always: true}'
  podman_run crun "$dir" -- "${OPEN[@]}"
  assert_status 0
  assert_output 'opened'
}

@test "podman [no device, installed for every container]: the container starts" {
  local dir
  dir=$(hooks_dir precreate)
  edit_json "$dir/oci-device-hook-precreate.json" '.when = {always: true}'
  run podman --hooks-dir "$dir" run --rm --interactive "$ODH_IMAGE" echo started < <(:)
  assert_status 0
  assert_output 'started'
}

@test "podman exec [precreate, auto]: a second process of the user opens the device" {
  check() {
    local name=odh-$$-$BATS_TEST_NUMBER-$1
    run podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" run --detach --interactive --name "$name" \
      --user 1000:1000 --device "$HOST_DEVICE:/dev/video2" "$(asks mode=auto)" "$ODH_IMAGE" sleep 600 < <(:)
    assert_status 0
    run podman exec --interactive "$name" "${OPEN[@]}" < <(:)
    remove_containers "$name"
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime check
}

@test "podman start [a second time]: the device opens again" {
  local name=odh-$$-$BATS_TEST_NUMBER
  podman --hooks-dir "$(hooks_dir precreate)" create --interactive --name "$name" --user 1000:1000 \
    --device "$HOST_DEVICE:/dev/video2" "$(asks mode=auto)" "$ODH_IMAGE" "${OPEN[@]}" >/dev/null
  local attempt
  for attempt in first second; do
    run podman --hooks-dir "$(hooks_dir precreate)" start --attach --interactive "$name" < <(:)
    [ "$status" = 0 ] || break
  done
  remove_containers "$name"
  assert_status 0
  [ "$attempt" = second ]
}

@test "podman [a directory of devices]: each of its nodes opens" {
  local dir=$BATS_TEST_TMPDIR/devices
  mkdir "$dir"
  make_device "$dir/one"
  make_device "$dir/two"
  run podman --hooks-dir "$(hooks_dir precreate)" run --rm --interactive --user 1000:1000 --device "$dir:/dev/odh" \
    "$(asks mode=auto)" "$ODH_IMAGE" sh -c 'echo x > /dev/odh/one && echo x > /dev/odh/two && echo opened' < <(:)
  assert_status 0
  assert_output 'opened'
}

@test "podman [an unknown mode]: the container does not start" {
  podman_run crun "$(hooks_dir precreate)" "$(asks mode=banana)" -- "${OPEN[@]}"
  assert_failed
  assert_output 'OCI Hooks'
  refute_output 'opened'
}

@test "podman [the binary is gone]: the container starts without the hook, because podman skips such an entry" {
  podman_run crun "$(hooks_dir precreate /nonexistent/oci-device-hook)" "$(asks mode=auto)" -- "${OPEN[@]}"
  assert_failed
  assert_output 'Permission denied'
}

@test "podman start [a policy that was written since the first start]: the device stays closed" {
  check() {
    local name=odh-judged-$1
    podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" create --interactive --name "$name" --user 1000:1000 \
      --device "$HOST_DEVICE:/dev/video2" "$(asks mode=auto)" "$ODH_IMAGE" "${OPEN[@]}" > /dev/null
    at_end "podman rm --force $name > /dev/null"
    run podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" start --attach --interactive "$name" < <(:)
    assert_output 'opened'
    install -D --mode=644 /dev/stdin /etc/oci-device-hook/policy.toml <<< $'[deny]\nnumbers = ["1:3"]'
    run podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" start --attach --interactive "$name" < <(:)
    rm -r /etc/oci-device-hook
    refute_output 'opened'
    assert_output 'Permission denied'
  }
  for_each_runtime check
}
