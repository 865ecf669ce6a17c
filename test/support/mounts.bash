# Nothing of ours shows in the host's mount table, neither while a container runs nor afterwards.

# The engine's own mounts are left out: its storage, and what it keeps below /run.
host_mounts() { awk -v dir="$ODH_SUITE/engine/" 'index($5, dir) != 1' /proc/self/mountinfo; }

# snapshot_mounts: to be called once the test's own mounts exist.
snapshot_mounts() { host_mounts > "$BATS_TEST_TMPDIR/mounts.before"; }

# assert_mounts_unchanged: what differs from the snapshot is printed and fails the test.
assert_mounts_unchanged() {
  host_mounts | diff "$BATS_TEST_TMPDIR/mounts.before" - && return
  printf 'the host'\''s mounts have changed (lines with > are what is new)\n' >&2
  return 1
}
