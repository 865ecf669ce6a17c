# The hook, called as the hooks.d entries have it called: with an environment of one variable.
# shellcheck disable=SC2034 # status and output are read by assert.bash and the suites

readonly HOOK_PATH=PATH=/usr/sbin:/usr/bin:/sbin:/bin

# hook ARGUMENTS: stdin is passed on; sets status, and OUT and ERR name the files with what was written.
hook() {
  OUT=$BATS_TEST_TMPDIR/out ERR=$BATS_TEST_TMPDIR/err status=0
  env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" "$@" > "$OUT" 2> "$ERR" || status=$?
  output=$(head -c 8192 "$OUT" | tr -d '\0')
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
