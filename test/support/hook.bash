# The hook, called as the hooks.d entries have it called: with an environment of one variable.
# shellcheck disable=SC2034 # status and output are read by assert.bash and the suites

readonly HOOK_PATH=PATH=/usr/sbin:/usr/bin:/sbin:/bin

# hook ARGUMENTS: stdin is passed on; sets status, and OUT and ERR name the files with what was written.
hook() {
  OUT=$BATS_TEST_TMPDIR/out ERR=$BATS_TEST_TMPDIR/err status=0
  stderr_to "$ERR" env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" "$@" > "$OUT" || status=$?
  output=$(head -c 8192 "$OUT" | tr -d '\0')
}

# stderr_to FILE COMMAND: by a pipe, for the hook says nothing into a file. The status is the command's.
stderr_to() {
  local file=$1
  shift
  { { "$@" 2>&1 >&8 8>&- | cat > "$file"; } 8>&1; return "${PIPESTATUS[0]}"; }
}

# listen_at FIFO FILE: whatever is written to the pipe FIFO gets into FILE, until stop_listening.
listen_at() {
  rm -f "$1"
  mkfifo "$1"
  exec 9<> "$1" # Held open: whoever opens it does not wait, and a writer that never comes is no hang.
  cat "$1" > "$2" 3>&- 9>&- &
  LISTENER=$!
}

stop_listening() {
  exec 9>&-
  wait "$LISTENER"
}

# precreate FILE: as podman does it, config.json on stdin, the changed one on stdout.
precreate() { hook precreate < "$1"; }

# hook_entry STAGE: an element of config.json's hooks, as JSON.
hook_entry() {
  jq --null-input --compact-output --arg path "$OCI_DEVICE_HOOK" --arg stage "$1" --arg env "$HOOK_PATH" \
    '{path: $path, args: ["oci-device-hook", $stage], env: [$env], timeout: 10}'
}

# hooks_dir STAGE [PATH]: a copy of hooks.d/STAGE that names the built binary, or PATH.
hooks_dir() {
  local copy=$BATS_TEST_TMPDIR/hooks.d/$1 json
  mkdir -p "$copy"
  for json in "$BATS_TEST_DIRNAME/../../hooks.d/$1"/*.json; do
    jq --arg path "${2-$OCI_DEVICE_HOOK}" '.hook.path = $path' "$json" > "$copy/${json##*/}"
  done
  printf '%s\n' "$copy"
}
