# Promise 1: no inode of the host's /dev changes, change time included. Even a chown to the same owner shows here.

# Left out, because others change them by nature: pts (terminals come and go), shm and mqueue (shared memory of any
# process), hugepages, and bus/usb, where plugging something in is a change.
dev_inodes() {
  local pruned=(-path /dev/pts -o -path /dev/shm -o -path /dev/mqueue -o -path /dev/hugepages -o -path /dev/bus/usb)
  if [ -n "${NULL_WAS-}" ]; then pruned+=(-o -path /dev/null); fi
  find /dev -xdev \( "${pruned[@]}" \) -prune -o -print0 | LC_ALL=C sort --zero-terminated |
    xargs --null stat --format='%n device=%d inode=%i links=%h type=%F uid=%u gid=%g mode=%a number=%t:%T changed=%.9Z'
}

# snapshot_dev: to be called once the test's own nodes exist.
snapshot_dev() { dev_inodes > "$BATS_TEST_TMPDIR/dev.before"; }

# assert_dev_unchanged: what differs from the snapshot is printed and fails the test.
assert_dev_unchanged() {
  [ -e "$BATS_TEST_TMPDIR/dev.before" ] || return 0
  dev_inodes | diff "$BATS_TEST_TMPDIR/dev.before" - && return
  printf 'the host'\''s /dev has changed (lines with > are what it is now)\n' >&2
  return 1
}

# put_null_back, called by every teardown, after watch_null: crun < 1.24 changes the owner of a container's standard
# streams, and podman or its helpers may have opened /dev/null for one of them. Without our hook it is the same.
watch_null() { NULL_WAS=$(stat --format='%u:%g %a' /dev/null); }

put_null_back() {
  if [ -z "${NULL_WAS-}" ] || [ "$(stat --format='%u:%g %a' /dev/null)" = "$NULL_WAS" ]; then return 0; fi
  chown "${NULL_WAS% *}" /dev/null
  chmod "${NULL_WAS#* }" /dev/null
}
