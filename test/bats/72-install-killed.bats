#!/usr/bin/env bats
# The installer is killed at each of its system calls that change files: containers start all the same, what a hooks.d
# file names is there and whole, and the same command, or the way back, completes what was begun.
#
# KILL_EVERY=1 for all of them; the default takes every third, beginning elsewhere each time.

setup() {
  load helpers
  need_clean_machine
  need_hook
  need strace
  make_host_device
  clean_machine
  snapshot_dev
  JSON=/usr/local/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json
  BINARY=/usr/local/bin/oci-device-hook
  DROP_IN=/etc/containers/containers.conf.d/oci-device-hook.conf
  OLD=$BATS_TEST_TMPDIR/old
  cp "$OCI_DEVICE_HOOK" "$OLD"
  printf 'x' >> "$OLD" # Another build, as far as its checksum goes.
  WHOLE=$(sha256sum < "$OLD")$(sha256sum < "$OCI_DEVICE_HOOK")
  KILLED=0
}

readonly CHANGES=mkdir,rename,unlink,rmdir,fsync,chmod,fchmod,fchown,utimensat,copy_file_range,sendfile,ftruncate

# kill_at_each COMMAND BEFORE AFTER: runs COMMAND once for each of its system calls, killed there, each time after
# BEFORE, and with AFTER to follow.
kill_at_each() {
  local command=$1 before=$2 after=$3 every=${KILL_EVERY:-3} at=0 name number
  local -A counted=()
  eval "$before"
  strace -qq -o "$BATS_TEST_TMPDIR/calls" -e signal=none -e "trace=$CHANGES" $command > /dev/null
  eval "$after"
  at=$(( RANDOM % every ))
  while IFS='(' read -r name _; do
    number=$(( ${counted[$name]:-0} + 1 ))
    counted[$name]=$number
    if (( at++ % every != 0 )); then continue; fi
    eval "$before"
    run strace -qq -o /dev/null -e "trace=$name" -e "inject=$name:signal=KILL:when=$number" $command
    [ "$status" = 137 ] || fail "expected $command to be killed at $name $number"
    assert_sound "$name $number"
    eval "$after"
    assert_files_restored
    (( ++KILLED ))
  done < "$BATS_TEST_TMPDIR/calls"
  echo "# killed $KILLED times in $(wc -l < "$BATS_TEST_TMPDIR/calls") calls" >&3
}

# assert_sound WHERE: nothing names what is not there, and containers start. Those are tried once for each set of files.
assert_sound() {
  local state
  [ ! -e "$DROP_IN" ] || [ -e "$JSON" ] || fail "killed at $1: the drop-in is there without its hooks.d file"
  [ ! -e "$JSON" ] || [ -e "$BINARY" ] || fail "killed at $1: the hooks.d file is there without the executable"
  [ ! -e "$BINARY" ] || [[ $WHOLE == *$(sha256sum < "$BINARY")* ]] || fail "killed at $1: half an executable"
  state=$(cat "$DROP_IN" "$JSON" 2>/dev/null | cat - <(sha256sum "$BINARY" 2>/dev/null) | sha256sum | cut -c 1-16)
  [ ! -e "$BATS_TEST_TMPDIR/sound-$state" ] || return 0
  run podman run --rm --interactive "$ODH_IMAGE" echo started < <(:)
  [ "$status" = 0 ] || fail "killed at $1: a container does not start"
  run podman run --rm --interactive --user 1000:1000 --device "$HOST_DEVICE" "$(asks mode=auto)" "$ODH_IMAGE" \
    sh -c "$(use "$HOST_DEVICE")" < <(:)
  if [ -e "$DROP_IN" ]; then assert_output opened; else assert_output 'Permission denied'; fi
  touch "$BATS_TEST_TMPDIR/sound-$state"
}

@test "install [killed at each change]: containers start, and uninstall leads to the beginning" {
  kill_at_each "$OCI_DEVICE_HOOK install --no-canary" : '"$OCI_DEVICE_HOOK" uninstall'
}

@test "install [an upgrade killed at each change]: the executable is the old or the new one, and uninstall works" {
  kill_at_each "$OCI_DEVICE_HOOK install --no-canary" '"$OLD" install --no-canary' '"$OCI_DEVICE_HOOK" uninstall'
}

@test "uninstall [killed at each change]: containers start, and a second one completes it" {
  kill_at_each "$OCI_DEVICE_HOOK uninstall" '"$OCI_DEVICE_HOOK" install --no-canary' '"$OCI_DEVICE_HOOK" uninstall'
}

@test "install [killed at each change, over an executable of another hand]: a second install completes it" {
  printf 'an older build\n' > "$BINARY"
  WHOLE+=$(sha256sum < "$BINARY")
  snapshot_files
  kill_at_each "$OCI_DEVICE_HOOK install --no-canary" : \
    '"$OCI_DEVICE_HOOK" install --no-canary && "$OCI_DEVICE_HOOK" uninstall'
}
