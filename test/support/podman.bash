# Words for calling podman with the hook, and for asking each runtime.

# asks KEY=VALUE...: the options that set our annotations.
asks() { printf -- '--annotation=oci-device-hook/%s\n' "$@"; }

no_hooks() { mkdir -p "$BATS_TEST_TMPDIR/empty" && echo "$BATS_TEST_TMPDIR/empty"; }

# for_each_runtime COMMAND [ARGUMENTS]: with each runtime of this machine as the last argument.
for_each_runtime() {
  local runtime found=0
  for runtime in crun runc; do
    if ! command -v "$runtime" >/dev/null; then continue; fi
    found=1
    "$@" "$runtime"
  done
  [ "$found" = 1 ] || skip 'needs crun or runc'
}

# use PATH: a shell command that uses a device, and says so or why not.
use() { printf 'echo x > %s && echo opened\n' "$1"; }

# show PATH: a shell command that prints the node's owner and mode as the container sees them.
show() { printf 'stat -c "node %%u:%%g %%a" %s\n' "$1"; }

# remove_containers NAME...: podman 4.3's own cleanup process may be unmounting while `podman rm` removes, and one of the
# two then finds /dev/shm busy: once in twenty, with and without a hook.
remove_containers() {
  local attempt
  for attempt in 1 2 3; do
    if podman rm --force --ignore --time 0 "$@" >/dev/null 2>"$BATS_TEST_TMPDIR/rm"; then return 0; fi
  done
  fail "podman rm refused $attempt times: $(cat "$BATS_TEST_TMPDIR/rm")"
}
