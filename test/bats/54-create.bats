#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# Devices that the annotation asks for and nobody gave: added where the policy lets it. And optional ones that are gone.

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  load runtime-claims
  need_podman
  need jq crun runc
  need_hook
  watch_null
  make_host_device
  snapshot_dev
  snapshot_mounts
  OPEN=(sh -c "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")")
  rm -rf /run/oci-device-hook /run/user/*/oci-device-hook
}

# allow GLOB...: a policy that lets these be added.
allow() { write_policy < <(printf '[create]\ndevices = %s\n' "$(jq --null-input '$ARGS.positional' --args "$@")"); }

# rootful RUNTIME [OPTIONS] -- COMMAND: uid 1000, no device, the hook in precreate.
rootful() { podman_1000 podman "$@"; }

# rootless USER RUNTIME [OPTIONS] -- COMMAND
rootless() { podman_1000 "as $1 podman" "${@:2}"; }

podman_1000() {
  local podman=$1 runtime=$2 options=()
  shift 2
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  # shellcheck disable=SC2086 # a command and its arguments
  run $podman --runtime "$runtime" --hooks-dir "$(hooks_dir precreate)" run --rm --interactive --user 1000:1000 \
    "${options[@]}" "$ODH_IMAGE" "$@" < <(:)
}

logged() { tail --lines=1 /run/oci-device-hook/log.jsonl | jq --raw-output "$1"; }

assert_created() {
  assert_status 0
  assert_output 'node 1000:1000 660'
  assert_output 'opened'
}

# make_dir: a directory in the host's /dev, gone with the test.
make_dir() {
  DIR=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER.d
  mkdir "$DIR"
  at_end "rm -r $DIR"
}

# make_stable_name: a link to the test device, as udev makes them.
make_stable_name() {
  make_dir
  mkdir "$DIR/by-id"
  STABLE=$DIR/by-id/usb-cam_0
  ln -s "../../${HOST_DEVICE##*/}" "$STABLE"
  snapshot_dev
}

@test "create [no policy file]: refused with the reason, the container does not start" {
  check() {
    rootful "$1" "$(asks "devices=$HOST_DEVICE")" -- "${OPEN[@]}"
    assert_never_ran
    [[ $(logged '.devices[0].reason') =~ 'built-in' ]] || fail "$(logged .)"
  }
  for_each_runtime check
}

@test "create [a policy that allows other devices]: refused with the reason, the container does not start" {
  allow '/dev/ttyUSB*'
  rootful crun "$(asks "devices=$HOST_DEVICE")" -- "${OPEN[@]}"
  assert_never_ran
  [[ $(logged '.devices[0].reason') =~ 'allows only /dev/ttyUSB' ]] || fail "$(logged .)"
}

@test "create [rootful podman]: the node is there, the user's, with the host's mode, and opens" {
  check() {
    rootful "$1" "$(asks "devices=$HOST_DEVICE")" -- "${OPEN[@]}"
    assert_created
    [ "$(logged '.devices[0].strategy')" = create ] || fail "$(logged .)"
  }
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "create [rootful podman, a user namespace]: the node is there, the user's, and opens" {
  check() {
    rootful "$1" --uidmap "$mapping" --gidmap "$mapping" "$(asks "devices=$HOST_DEVICE")" -- "${OPEN[@]}"
    assert_status 0
    assert_output 'node 1000:1000 6[46]0'
    assert_output 'opened'
    assert_mounts_unchanged
  }
  local mapping=0:1000000000:65536
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "create [rootful podman exec]: a second process opens the device" {
  local name=odh-$$-$BATS_TEST_NUMBER
  allow "$HOST_DEVICE"
  rootful crun "$(asks "devices=$HOST_DEVICE")" --detach --name "$name" -- sleep 600
  run podman exec --interactive "$name" "${OPEN[@]}" < <(:)
  remove_containers "$name"
  assert_created
}

# The null device needs no device rule; this one does, and it takes a driver for it to open at all.
@test "create [a device that needs a device rule]: the rule comes with it, and with a bind mount of the device too" {
  check() {
    rootful "$1" "$(asks mode=off)" "--volume=$fuse-open:$fuse" -- sh -c "exec 3<>$fuse && echo opened"
    assert_failed
    assert_output 'Operation not permitted'
    rootful "$1" "$(asks "devices=$fuse")" -- sh -c "exec 3<>$fuse && echo opened"
    assert_status 0
    assert_output 'opened'
    rootful "$1" "--volume=$fuse:$fuse" "$(asks "devices=$fuse")" -- sh -c "exec 3<>$fuse && echo opened"
    assert_status 0
    assert_output 'opened'
  }
  local fuse=$HOST_DEVICE-fuse
  mknod --mode=660 "$fuse" c 10 229
  mknod --mode=666 "$fuse-open" c 10 229
  at_end "rm $fuse $fuse-open"
  chgrp "$ODH_GID" "$fuse"
  snapshot_dev
  (exec 3<>"$fuse") 2>/dev/null || skip 'needs the fuse driver: modprobe fuse'
  allow "$fuse"
  for_each_runtime check
}

@test "create [a directory]: every node below it is there, and opens" {
  check() {
    rootful "$1" "$(asks "devices=$DIR")" -- sh -c "$(use "$DIR/one"); $(use "$DIR/sub/two")"
    assert_status 0
    assert_output $'opened.*\nopened'
  }
  make_dir
  mkdir "$DIR/sub"
  make_device "$DIR/one"
  make_device "$DIR/sub/two"
  snapshot_dev
  allow "$DIR/**"
  for_each_runtime check
}

@test "create [a stable name]: the link is made again in the container, and leads to the device" {
  check() {
    rootful "$1" "$(asks "devices=$STABLE")" -- sh -c "readlink -f $STABLE; $(use "$STABLE")"
    assert_status 0
    assert_output "^$HOST_DEVICE"
    assert_output 'opened'
  }
  make_stable_name
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "create [the device is given anyway]: its stable name is made, and nothing else" {
  make_stable_name
  rootful crun "--device=$HOST_DEVICE" "$(asks "devices=$STABLE")" -- sh -c "$(use "$STABLE")"
  assert_status 0
  assert_output 'opened'
}

@test "create [the stable name is there by a bind mount]: the device opens by it, and nothing is made on the host" {
  local given
  make_stable_name
  for given in "--device=$HOST_DEVICE --volume=$DIR:$DIR" --volume=/dev:/dev; do
    # shellcheck disable=SC2086 # options, separated by blanks
    rootful crun $given "$(asks "devices=$STABLE")" -- sh -c "$(use "$STABLE")"
    assert_status 0
    assert_output 'opened'
  done
}

@test "create [a name that leads nowhere]: the container does not start; with optional it does" {
  allow '/dev/**'
  rootful crun "$(asks devices=/dev/oci-device-hook-none)" -- echo started
  assert_never_ran
  [[ $(logged '.devices[0].reason') =~ 'no longer has' ]] || fail "$(logged .)"
  rootful crun "$(asks devices=/dev/oci-device-hook-none)" "$(asks optional=/dev/oci-device-hook-none)" -- echo started
  assert_status 0
  assert_output 'started'
}

@test "create [rootless]: a bind mount, opened with the groups of the caller" {
  need_rootless
  allow "$HOST_DEVICE"
  rootless "$MEMBER" crun "$(asks "devices=$HOST_DEVICE")" -- sh -c "$(use "$HOST_DEVICE")"
  assert_status 0
  assert_output 'opened'
}

@test "create [rootless, outside the group]: the container does not start, and the log says why" {
  check() {
    rootless "$OUTSIDER" "$1" "$(asks "devices=$HOST_DEVICE")" -- sh -c "$(use "$HOST_DEVICE")"
    assert_never_ran
    [[ $(log_of "$OUTSIDER" | tail --lines=1) =~ 'do not open it either' ]] || fail "$(log_of "$OUTSIDER")"
  }
  need_rootless
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "create [rootless, 0666, a directory]: opens with both runtimes" {
  check() {
    rootless "$OUTSIDER" "$1" "$(asks "devices=$DIR")" -- sh -c "$(use "$DIR/one"); $(use "$DIR/two")"
    assert_status 0
    assert_output $'opened.*\nopened'
  }
  need_rootless
  make_dir
  make_device "$DIR/one"
  make_device "$DIR/two"
  chmod 666 "$DIR"/*
  snapshot_dev
  allow "$DIR/*"
  for_each_runtime check
}

@test "create [rootless, a stable name]: the link leads to the device" {
  need_rootless
  make_stable_name
  allow "$HOST_DEVICE"
  rootless "$MEMBER" crun "$(asks "devices=$STABLE")" -- sh -c "$(use "$STABLE")"
  assert_status 0
  assert_output 'opened'
}

# Bundles: createRuntime makes the node.

asked_bundle() {
  new_bundle "$(opens "$HOST_DEVICE")" 'del(.linux.devices)' "$(with_hooks createRuntime)" \
    ".annotations[\"oci-device-hook/devices\"] = \"$1\"" "${@:2}"
}

@test "createRuntime [devices, allowed]: the node is made, and opens; without a policy the container does not start" {
  check() {
    run run_bundle "$1" "$(asked_bundle "$HOST_DEVICE")"
    assert_never_ran
    assert_said 'policy \(built-in\)'
  }
  for_each_runtime check
  check() {
    run run_bundle "$1" "$(asked_bundle "$HOST_DEVICE")"
    assert_created
  }
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "createRuntime [a stable name]: the node is made, and the link leads to it" {
  check() {
    run run_bundle "$1" "$(asked_bundle "$STABLE" "$(opens "$STABLE")")"
    assert_status 0
    assert_output 'opened'
  }
  make_stable_name
  allow "$HOST_DEVICE"
  for_each_runtime check
}

@test "createRuntime [a device without a device rule]: the container does not start, and the text names the rule" {
  check() {
    run run_bundle "$1" "$(asked_bundle "$fuse")"
    assert_never_ran
    assert_said 'no device cgroup rule.*c 10:229'
  }
  local fuse=$HOST_DEVICE-fuse
  mknod --mode=660 "$fuse" c 10 229
  at_end "rm $fuse"
  snapshot_dev
  allow "$fuse"
  for_each_runtime check
}

# Optional: a node that was there when the container was created.

# make_fleeting: a device of a number that no other node has, so that without its node it is gone.
make_fleeting() {
  FLEETING=$HOST_DEVICE-gone
  mknod --mode=660 "$FLEETING" c 240 777
  at_end "rm -f $FLEETING"
}

# create_and_start PODMAN RUNTIME OPTIONS: the node vanishes in between.
create_and_start() {
  local podman=$1 runtime=$2 name=odh-$$-$BATS_TEST_NUMBER-$RANDOM
  make_fleeting
  # shellcheck disable=SC2086 # a command and its arguments
  $podman --runtime "$runtime" --hooks-dir "$(hooks_dir precreate)" create --interactive --name "$name" \
    --user 1000:1000 "${@:3}" "$ODH_IMAGE" echo started >/dev/null
  rm "$FLEETING"
  snapshot_dev
  # shellcheck disable=SC2086
  run $podman --runtime "$runtime" --hooks-dir "$(hooks_dir precreate)" start --attach --interactive "$name" < <(:)
  # shellcheck disable=SC2086
  $podman rm --force --time 0 "$name" >/dev/null
}

assert_started_without() {
  assert_status 0
  assert_output 'started'
  tail --lines=1 "$1" | jq '.devices[]' > "$BATS_TEST_TMPDIR/devices"
  assert_json "$BATS_TEST_TMPDIR/devices" 'select(.path == $path).reason | test("is dropped")' --arg path "$FLEETING"
}

@test "optional [podman start after the node vanished, control]: with require the container does not start" {
  check() {
    create_and_start podman "$1" "--device=$HOST_DEVICE-gone" "$(asks require=all)"
    assert_never_ran
    [[ $(logged '.devices[0].reason') =~ 'not a permission problem' ]] || fail "$(logged .)"
    create_and_start podman "$1" "--volume=$HOST_DEVICE-gone:/dev/x" "$(asks mode=auto)"
    assert_never_ran
  }
  for_each_runtime check
}

@test "optional [S9, podman start after the node vanished]: the container starts without it, and the log says so" {
  check() {
    create_and_start podman "$1" "--device=$HOST_DEVICE-gone" "$(asks require=all)" \
      "$(asks "optional=$HOST_DEVICE-gone")"
    assert_started_without /run/oci-device-hook/log.jsonl
  }
  for_each_runtime check
}

@test "optional [rootless podman start after the node vanished]: the same, and without the annotation no start" {
  check() {
    create_and_start "as $MEMBER podman" "$1" "--device=$HOST_DEVICE-gone"
    assert_never_ran
    create_and_start "as $MEMBER podman" "$1" "--device=$HOST_DEVICE-gone" "$(asks "optional=$HOST_DEVICE-gone")"
    assert_started_without "/run/user/$(id -u "$MEMBER")/oci-device-hook/log.jsonl"
  }
  need_rootless
  for_each_runtime check
}

@test "optional [two devices, one vanished]: the other one opens" {
  create_and_start podman crun "--device=$HOST_DEVICE" "--device=$HOST_DEVICE-gone" "$(asks require=all)" \
    "$(asks "optional=$HOST_DEVICE-gone")"
  assert_started_without /run/oci-device-hook/log.jsonl
  [ "$(logged '.devices[0] | "\(.path) \(.usable)"')" = "$HOST_DEVICE true" ] || fail "$(logged .)"
}
