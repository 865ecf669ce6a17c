#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# Containers in a user namespace, started by root: crun makes them a node of their own, runc binds the host's, and a
# bind mount is a bind mount. Inside, the node is the user's, and two containers do not share it.

# Beyond every range that an engine hands out by itself.
FIRST=1000000000
OTHER=1100000000

setup() {
  load helpers
  load runtime-claims
  need_podman
  need jq
  need_hook
  watch_null
  make_host_device
  snapshot_dev
  snapshot_mounts
  OPEN=(sh -c "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")")
  NAME=odh-$$-$BATS_TEST_NUMBER
  WAYS=("--device=$HOST_DEVICE" "--volume=$HOST_DEVICE:$HOST_DEVICE")
}

# podman_userns RUNTIME HOOKS-DIR COMMAND [OPTIONS] -- ARGUMENTS. All of stdio is pipes.
podman_userns() {
  local runtime=$1 hooks=$2 command=$3 options=()
  shift 3
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  run podman --runtime "$runtime" --hooks-dir "$hooks" "$command" --interactive --userns=auto "${options[@]}" \
    "$ODH_IMAGE" "$@" < <(:)
}

# start_userns RUNTIME NAME [OPTIONS]: a container that runs until it is removed.
start_userns() {
  local runtime=$1 name=$2
  shift 2
  podman_userns "$runtime" "$(hooks_dir precreate)" run --detach --name "$name" "$(asks mode=auto)" "$@" -- sleep 600
  assert_status 0
}

# inside CONTAINER [OPTIONS]: what a second process meets there.
inside() { run podman exec --interactive "${@:2}" "$1" "${OPEN[@]}" < <(:); }

assert_opened() {
  assert_output 'node 1000:1000 6[46]0'
  assert_output 'opened'
}

need_auto_userns() { grep --quiet '^containers:' /etc/subuid || add_subids containers 2000000000; }

add_subids() { printf '%s:%s:1000000\n' "$1" "$2" | tee -a /etc/subuid >> /etc/subgid; }

@test "podman --userns=auto [control]: without the hook the user is denied" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      podman_userns "$1" "$(no_hooks)" run --rm --user 1000:1000 "$way" "$(asks mode=auto)" -- "${OPEN[@]}"
      assert_failed
      assert_output 'Permission denied'
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --userns=auto [S11, --device, -v]: the node is the user's, and opens" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      podman_userns "$1" "$(hooks_dir precreate)" run --rm --user 1000:1000 "$way" "$(asks require=all)" -- "${OPEN[@]}"
      assert_status 0
      assert_opened
      assert_mounts_unchanged
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --userns=auto [createRuntime alone]: the node is the user's, and opens" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      podman_userns "$1" "$(hooks_dir createRuntime)" run --rm --user 1000:1000 "$way" "$(asks require=all)" \
        -- "${OPEN[@]}"
      assert_status 0
      assert_opened
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman exec --user 1000 [--userns=auto]: a second process opens the device, and the host shows no mount of it" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      start_userns "$1" "$NAME" --user 1000:1000 "$way"
      inside "$NAME" --user 1000
      assert_status 0
      assert_opened
      assert_mounts_unchanged
      remove_containers "$NAME"
      assert_mounts_unchanged
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --userns=auto [user=1000:1000, the image starts as root]: who drops to it opens the device" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      start_userns "$1" "$NAME" "$(asks user=1000:1000)" "$way"
      inside "$NAME" --user 1000:1000
      remove_containers "$NAME"
      assert_status 0
      assert_opened
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --userns=auto [S11, two at once]: each has a node of its own, and the end of one is not felt by the other" {
  check() {
    local way ids
    for way in "${WAYS[@]}"; do
      start_userns "$1" "$NAME-a" --user 1000:1000 "$way"
      start_userns "$1" "$NAME-b" --user 1000:1000 "$way"
      ids=$(podman exec "$NAME-a" cat /proc/self/uid_map < <(:); podman exec "$NAME-b" cat /proc/self/uid_map < <(:))
      [ "$(sort --unique <<< "$ids" | wc -l)" = 2 ] || fail "expected two ranges of ids, found $ids"
      inside "$NAME-a"
      assert_opened
      inside "$NAME-b"
      assert_opened
      remove_containers "$NAME-a"
      inside "$NAME-b"
      assert_opened
      remove_containers "$NAME-b"
      assert_mounts_unchanged
    done
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --userns=container:NAME [a joined namespace]: the node is the user's, and opens" {
  check() {
    local way
    podman_userns "$1" "$(no_hooks)" run --detach --name "$NAME" -- sleep 600
    assert_status 0
    for way in "${WAYS[@]}"; do
      podman_userns "$1" "$(hooks_dir precreate)" run --rm --userns="container:$NAME" --user 1000:1000 "$way" \
        "$(asks require=all)" -- "${OPEN[@]}"
      assert_status 0
      assert_opened
    done
    remove_containers "$NAME"
  }
  need_auto_userns
  for_each_runtime check
}

@test "podman --uidmap [an explicit mapping]: the node is the user's, and opens" {
  check() {
    local way
    for way in "${WAYS[@]}"; do
      run podman --runtime "$1" --hooks-dir "$(hooks_dir precreate)" run --rm --interactive --user 1000:1000 \
        --uidmap "0:$FIRST:65536" --gidmap "0:$OTHER:65536" "$way" "$(asks require=all)" \
        "$ODH_IMAGE" "${OPEN[@]}" < <(:)
      assert_status 0
      assert_opened
    done
  }
  for_each_runtime check
}

@test "podman --uidmap [the user has no host id]: the container does not start, with or without the hook" {
  check() {
    run podman --runtime "$1" --hooks-dir "$2" run --rm --interactive --user 1000:1000 --uidmap "0:$FIRST:500" \
      --gidmap "0:$OTHER:500" "${WAYS[1]}" "$(asks require=all)" "$ODH_IMAGE" "${OPEN[@]}" < <(:)
    assert_failed
    refute_output 'opened'
  }
  check runc "$(no_hooks)"
  check runc "$(hooks_dir precreate)"
}

# runc binds whatever the host has under the container's name of the device, here the zero device.
@test "podman --uidmap [--device a:b]: crun brings the device, and the one that runc takes for it is refused" {
  local other=$HOST_DEVICE-other renamed
  mknod --mode=666 "$other" c 1 5
  at_end "rm $other"
  snapshot_dev
  renamed=(run --rm --interactive --user 1000:1000 --uidmap "0:$FIRST:65536" --gidmap "0:$FIRST:65536" \
    "--device=$HOST_DEVICE:$other" "$(asks require=all)" "$ODH_IMAGE" sh -c "stat -c %t:%T $other; $(use "$other")")
  if command -v crun >/dev/null; then
    run podman --runtime crun --hooks-dir "$(hooks_dir precreate)" "${renamed[@]}" < <(:)
    assert_output $'1:3\nopened'
  fi
  need runc
  run podman --runtime runc --hooks-dir "$(no_hooks)" "${renamed[@]}" < <(:)
  assert_output '1:5'
  run podman --runtime runc --hooks-dir "$(hooks_dir precreate)" "${renamed[@]}" < <(:)
  assert_failed
  assert_output 'c 1:5 where c 1:3 was expected'
}

# Bundles: no podman, the mapping stands in config.json.

# mapped_bundle FILTER...: sets BUNDLE. The container's root must be able to reach its root file system.
mapped_bundle() {
  chmod 711 "$BATS_RUN_TMPDIR"
  BUNDLE=$(new_bundle "$(opens "$HOST_DEVICE")" "$@")
  chmod 711 "$BUNDLE"
}

@test "a bundle with a mapping [control]: without the hook the user is denied" {
  check() {
    local way
    for way in "$(as_entry "$HOST_DEVICE")" "$(as_bind "$HOST_DEVICE")"; do
      mapped_bundle "$(mapped "$FIRST")" "$way"
      run run_bundle "$1" "$BUNDLE"
      assert_failed
      assert_output 'Permission denied'
    done
  }
  for_each_runtime check
}

@test "a bundle with a mapping [hooks.createRuntime]: the node is the user's, and opens" {
  check() {
    local way
    for way in "$(as_entry "$HOST_DEVICE")" "$(as_bind "$HOST_DEVICE")"; do
      mapped_bundle "$(mapped "$FIRST")" "$(with_hooks createRuntime)" "$REQUIRE_ALL" "$way"
      run run_bundle "$1" "$BUNDLE"
      assert_status 0
      assert_opened
      assert_mounts_unchanged
    done
  }
  for_each_runtime check
}

# crun 1.8 makes such a node with mode 0000 in a user namespace; runc binds the host's.
@test "a bundle with a mapping [no fileMode]: the user opens the device" {
  check() {
    mapped_bundle "$(mapped "$FIRST")" "$(with_hooks createRuntime)" "$REQUIRE_ALL" "$(as_entry "$HOST_DEVICE")" \
      'del(.linux.devices[0].fileMode)'
    run run_bundle "$1" "$BUNDLE"
    assert_status 0
    assert_output 'opened'
  }
  for_each_runtime check
}

@test "a bundle with a mapping [mode=owner, a bind mount]: the container does not start, and nothing is changed" {
  check() {
    mapped_bundle "$(mapped "$FIRST")" "$(with_hooks createRuntime)" "$REQUIRE_ALL" "$(as_bind "$HOST_DEVICE")" \
      '.annotations["oci-device-hook/mode"] = "owner"'
    run run_bundle "$1" "$BUNDLE"
    assert_never_ran
    assert_said "$HOST_DEVICE.*the host's own"
  }
  for_each_runtime check
}

@test "a bundle with a mapping [the user has no host id]: the container does not start" {
  check() {
    mapped_bundle "$(mapped "$FIRST")" "$(with_hooks createRuntime)" "$REQUIRE_ALL" "$(as_bind "$HOST_DEVICE")" \
      '.process.user.uid = 70000'
    run run_bundle "$1" "$BUNDLE"
    assert_never_ran
    assert_said 'not mapped'
  }
  for_each_runtime check
}
