#!/usr/bin/env bats
# The tests' own instruments: what they promise to notice, they notice.

setup() {
  load helpers
  need_root
  make_host_device
  snapshot_dev
}

# The changes of these tests are made on purpose.
forget_dev() { rm "$BATS_TEST_TMPDIR/dev.before"; }

@test "assert_dev_unchanged passes when nothing changes, although the device is used" {
  echo x > "$HOST_DEVICE"
  cat "$HOST_DEVICE"
  assert_dev_unchanged
}

@test "assert_dev_unchanged notices a chown to the owner that it has" {
  chown "0:$ODH_GID" "$HOST_DEVICE"
  run assert_dev_unchanged
  forget_dev
  assert_failed
  assert_output "$HOST_DEVICE"
}

@test "assert_dev_unchanged notices a chmod, a new node and a node that is gone" {
  chmod 666 "$HOST_DEVICE"
  run assert_dev_unchanged
  assert_output 'mode=666'
  mknod "$HOST_DEVICE-2" c 1 3
  run assert_dev_unchanged
  rm "$HOST_DEVICE-2"
  assert_output "> $HOST_DEVICE-2"
  rm "$HOST_DEVICE"
  run assert_dev_unchanged
  forget_dev
  assert_output "< $HOST_DEVICE"
}

@test "make_device refuses to touch a node that exists" {
  run make_device /dev/null
  assert_failed
  assert_output '/dev/null exists'
}

@test "need_hook fails, and does not skip, when there is no executable" {
  OCI_DEVICE_HOOK=/nonexistent run need_hook
  assert_failed
  assert_output 'npm run build'
}
