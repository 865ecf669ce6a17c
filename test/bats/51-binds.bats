#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# Devices that arrive by bind mounts, in containers of root without a user namespace: the node is the host's own.

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
  OPEN=(sh -c "grep ^Groups: /proc/self/status; $(show /dev/video2); $(use /dev/video2)")
  VOLUME=--volume=$HOST_DEVICE:/dev/video2
  rm -rf /run/oci-device-hook
}

# podman_bind RUNTIME OPTIONS -- COMMAND: uid 1000, with the hook in HOOKS, by default precreate.
podman_bind() {
  local runtime=$1 options=()
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  run podman --runtime "$runtime" --hooks-dir "${HOOKS-$(hooks_dir precreate)}" run --rm --interactive \
    --user 1000:1000 "${options[@]}" "$ODH_IMAGE" "$@" < <(:)
}

# change_device MODE [GROUP]
change_device() {
  chmod "$1" "$HOST_DEVICE"
  chgrp "${2-$ODH_GID}" "$HOST_DEVICE"
  snapshot_dev
}

# make_directory: two nodes in a directory of the host's /dev.
make_directory() {
  DIRECTORY=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER.d
  mkdir "$DIRECTORY"
  at_end "rm -r $DIRECTORY"
  make_device "$DIRECTORY/one"
  make_device "$DIRECTORY/two"
  snapshot_dev
}

last_log() { tail --lines=1 /run/oci-device-hook/log.jsonl | jq --raw-output "$1"; }

assert_strategy() {
  [ "$(last_log '.devices[0].strategy')" = "$1" ] || fail "expected $1: $(cat /run/oci-device-hook/log.jsonl)"
}

assert_by_group() {
  assert_status 0
  assert_output $'Groups:\t([0-9]+ )*'"$ODH_GID "
  assert_output "node 0:$ODH_GID "
  assert_output 'opened'
}

# assert_private MODE: a node of the user's own covers the host's, and no group was given.
assert_private() {
  assert_status 0
  assert_output "node 1000:1000 $1"
  assert_output 'opened'
  refute_output "Groups:.*[^0-9]$ODH_GID "
  assert_mounts_unchanged
}

assert_denied() {
  assert_failed
  assert_output 'Permission denied'
}

@test "podman -v [control]: without the hook the user is denied" {
  check() {
    HOOKS=$(no_hooks) podman_bind "$1" "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
    assert_denied
  }
  for_each_runtime check
}

@test "podman -v [root:video 0660]: the device opens by its group, and stays the host's" {
  check() {
    podman_bind "$1" "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
    assert_by_group
    assert_strategy groups
  }
  for_each_runtime check
}

@test "podman -v [a symbolic link to the device]: the device opens" {
  check() {
    podman_bind "$1" "--volume=$link:/dev/video2" "$(asks require=all)" -- "${OPEN[@]}"
    assert_by_group
  }
  local link=$BATS_TEST_TMPDIR/webcam
  ln -s "$HOST_DEVICE" "$link"
  for_each_runtime check
}

@test "podman -v [0600, 0640]: the bits of the group do not suffice, and a private node covers the host's" {
  check() {
    local mode
    for mode in 600 640; do
      change_device "$mode"
      podman_bind "$1" "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
      assert_private "$mode"
    done
  }
  for_each_runtime check
}

@test "podman -v [0000]: a private node with the bits that its owner needs" {
  change_device 0000
  podman_bind crun "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
  assert_private 600
}

@test "podman -v [the policy denies the group]: a private node, and no group" {
  check() {
    podman_bind "$1" "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
    assert_private 660
  }
  write_policy <<-TOML
	[deny]
	groups = [$ODH_GID]
	TOML
  for_each_runtime check
}

@test "podman -v [root:root, root:disk]: such groups are never given" {
  local group
  for group in 0 "$(getent group disk | cut -d: -f3)"; do
    change_device 660 "$group"
    podman_bind crun "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
    assert_private 660
    refute_output "Groups:.*[^0-9]$group "
  done
}

@test "podman -v [mode=private, createRuntime alone]: a private node" {
  check() {
    podman_bind "$1" "$VOLUME" "$(asks mode=private)" "$(asks require=all)" -- "${OPEN[@]}"
    assert_private 660
    HOOKS=$(hooks_dir createRuntime) podman_bind "$1" "$VOLUME" "$(asks require=all)" -- "${OPEN[@]}"
    assert_private 660
  }
  for_each_runtime check
}

@test "podman -v [mode=groups and 0600, mode=owner]: refused with the reason, never replaced" {
  change_device 600
  podman_bind crun "$VOLUME" "$(asks mode=groups)" "$(asks require=all)" -- "${OPEN[@]}"
  assert_never_ran
  [[ $(last_log '.devices[0].reason') =~ 'gives its group' ]] || fail "$(last_log .)"
  podman_bind crun "$VOLUME" "$(asks mode=owner)" "$(asks require=all)" -- "${OPEN[@]}"
  assert_never_ran
  [[ $(last_log '.devices[0].reason') =~ 'bind mount' ]] || fail "$(last_log .)"
}

@test "podman exec [a private node]: a second process opens it, and while it runs the host shows no mount of it" {
  check() {
    local name=odh-$$-$BATS_TEST_NUMBER
    podman_bind "$1" "$VOLUME" "$(asks mode=private)" --detach --name "$name" -- sleep 600
    assert_status 0
    assert_mounts_unchanged
    run podman exec --interactive "$name" "${OPEN[@]}" < <(:)
    remove_containers "$name"
    assert_private 660
  }
  for_each_runtime check
}

@test "podman -v [a directory, control]: without the hook the user is denied" {
  make_directory
  HOOKS=$(no_hooks) podman_bind crun "--volume=$DIRECTORY:/dev/odh" -- sh -c "$(use /dev/odh/two)"
  assert_denied
}

@test "podman -v [a directory with a device rule]: every node of it opens, by the group or by private nodes" {
  check() {
    local mode
    for mode in auto private; do
      podman_bind "$1" "--volume=$DIRECTORY:/dev/odh" --device-cgroup-rule='c 1:3 rwm' "$(asks require=all)" \
        "$(asks "mode=$mode")" -- sh -c "$(use /dev/odh/one); $(use /dev/odh/two); $(show /dev/odh/two)"
      assert_status 0
      assert_output $'opened.*\nopened'
      [ "$(last_log '[.devices[].path] | join(" ")')" = '/dev/odh/one /dev/odh/two' ] || fail "$(last_log .)"
    done
    assert_output 'node 1000:1000 660'
    assert_mounts_unchanged
  }
  make_directory
  for_each_runtime check
}

# No driver needs to answer: the device cgroup denies before the driver is asked.
@test "podman -v [no device rule]: refused as EPERM, and not as a matter of permissions" {
  check() {
    HOOKS=$(no_hooks) podman_bind "$1" "--volume=$fuse:/dev/video2" -- "${OPEN[@]}"
    assert_failed
    assert_output 'Operation not permitted'
    podman_bind "$1" "--volume=$fuse:/dev/video2" "$(asks require=all)" -- "${OPEN[@]}"
    assert_never_ran
    [[ $(last_log '.devices[0].reason') =~ 'no device cgroup rule'.*'c 10:229'.*EPERM ]] || fail "$(last_log .)"
    podman_bind "$1" "--volume=$fuse:/dev/video2" "$(asks require=all)" --device-cgroup-rule='c 10:229 rw' -- true
    assert_status 0
  }
  local fuse=/dev/oci-device-hook-test-$$-fuse
  mknod --mode=666 "$fuse" c 10 229
  at_end "rm $fuse"
  snapshot_dev
  for_each_runtime check
}

@test "podman [/dev of the host, or --privileged]: left alone, unless the annotation names a device" {
  check() {
    local given
    for given in --volume=/dev:/dev --privileged; do
      podman_bind "$1" "$given" "$(asks mode=auto)" -- sh -c "$(use "$HOST_DEVICE")"
      assert_denied
      [ "$(last_log '[.devices[].strategy] | unique | join(" ")')" = none ] || fail "$(last_log .)"
      podman_bind "$1" "$given" "$(asks "devices=$HOST_DEVICE")" -- sh -c "$(use "$HOST_DEVICE")"
      assert_status 0
      assert_output 'opened'
    done
  }
  for_each_runtime check
}

@test "podman -v /dev:/dev with --device: the runtime makes no node, and the host's opens by its group" {
  both() {
    podman_bind "$1" "${ASKS[@]}" --device "$HOST_DEVICE" --volume /dev:/dev:rslave -- \
      sh -c "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")"
  }
  denied() { both "$1" && assert_output 'Permission denied'; }
  opened() { both "$1" && assert_status 0 && assert_output "node 0:$ODH_GID 660"$'\n'opened; }
  ASKS=() && for_each_runtime denied
  ASKS=("$(asks mode=auto)") && for_each_runtime opened
}

@test "podman -v /dev:/dev [mode=private, a named device]: covered in the container alone" {
  check() {
    podman_bind "$1" --volume=/dev:/dev "$(asks mode=private)" "$(asks "devices=$HOST_DEVICE")" \
      -- sh -c "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")"
    assert_private 660
  }
  for_each_runtime check
}

# Shared mounts: what is mounted onto one of them shows in every namespace of its peers.

# make_shared: a directory on a shared mount of this namespace, with a node.
make_shared() {
  SHARED=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER.d
  mkdir "$SHARED"
  mount -t tmpfs -o dev tmpfs "$SHARED"
  at_end "umount --recursive $SHARED; rmdir $SHARED"
  mount --make-shared "$SHARED"
  make_device "$SHARED/node"
  snapshot_dev
  snapshot_mounts
}

# shared_bundle OPTION FILTER...
shared_bundle() {
  new_bundle "$(as_bind "$SHARED/node" /dev/video2 "$1")" '.linux.rootfsPropagation = "shared"' "${@:2}"
}

@test "a shared bind mount [control]: what a container mounts onto it shows on the host" {
  check() {
    local bundle id=odh-$$-$BATS_TEST_NUMBER-$1
    bundle=$(shared_bundle rshared 'del(.annotations)')
    : | "$1" create --bundle "$bundle" "$id" >"$BATS_TEST_TMPDIR/out" 2>&1
    nsenter --mount --target "$("$1" state "$id" | jq .pid)" /bin/busybox mount --bind /dev/zero /dev/video2
    run assert_mounts_unchanged
    "$1" delete --force "$id"
    umount "$SHARED/node"
    assert_failed
    assert_output "$SHARED/node"
    assert_mounts_unchanged
  }
  make_shared
  for_each_runtime check
}

@test "a shared bind mount [rshared]: a private node is refused, and nothing shows on the host" {
  check() {
    run_with_filters "$1" rshared
    assert_never_ran
    assert_said 'shared mount'
    assert_mounts_unchanged
  }
  make_shared
  for_each_runtime check
}

@test "a shared bind mount [rslave]: a private node, and nothing shows on the host" {
  check() {
    run_with_filters "$1" rslave
    assert_device_opened
    assert_mounts_unchanged
  }
  make_shared
  for_each_runtime check
}

run_with_filters() {
  run run_bundle "$1" "$(shared_bundle "$2" "$(with_hooks createRuntime)" "$REQUIRE_ALL")"
}

# What root of the container, with CAP_MKNOD, can do at a node that is a mount of its own, and in a tmpfs of its own.
@test "bind [private, root in the container]: the mount is the node alone, nothing can be made or kept there" {
  check() {
    local userns
    for userns in '' --userns=auto; do
      # shellcheck disable=SC2086,SC2016 # no word at all, or one; expanded in the container
      podman_bind "$1" "$VOLUME" $userns --user 0:0 --cap-add MKNOD $(asks mode=private user=1000:1000 require=all) -- \
        sh -c 'n=/dev/video2; stat -c "node %u:%g" $n; stat -f -c "blocks %b of %S" $n
          for at in $n /dev/shm; do
            mkdir $at/d 2>/dev/null && echo "mkdir at $at"
            touch $at/f 2>/dev/null && echo "file at $at"
            mknod $at/z c 1 5 2>/dev/null && echo "mknod at $at"
          done
          busybox rm -f $n 2>/dev/null || busybox mv $n $n.old 2>/dev/null || echo "stays"
          grep " $n " /proc/self/mountinfo; head -c 1048576 /dev/zero > $n && stat -f -c "then %f free" $n'
      assert_status 0
      assert_output 'node 1000:1000'
      assert_output 'blocks 1 of 4096'
      assert_output 'mkdir at /dev/shm'
      assert_output 'file at /dev/shm'
      refute_output '(mkdir|file|mknod) at /dev/video2'
      assert_output 'stays'
      assert_output ' /[0-9]+ /dev/video2 [^-]*nosuid,noexec[^-]* - tmpfs '
      assert_output 'then 1 free'
      if [ -z "$userns" ]; then assert_output 'mknod at /dev/shm'; fi
    done
  }
  grep --quiet '^containers:' /etc/subuid || printf 'containers:2000000000:1000000\n' | tee -a /etc/subuid >> /etc/subgid
  for_each_runtime check
}
