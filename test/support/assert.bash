# Assertions that say what they found. Each prints the last command's status and output when it does not hold.

fail() {
  printf '%s\n' "$*" >&2
  printf 'status: %s\noutput:\n%s\n' "${status-}" "${output:0:2000}" >&2
  if [ -s "${ERR-/nonexistent}" ]; then printf 'stderr:\n%s\n' "$(head -c 2000 "$ERR")" >&2; fi
  return 1
}

assert_status() { [ "$status" = "$1" ] || fail "expected exit status $1, found $status"; }

assert_failed() { [ "$status" != 0 ] || fail 'expected a failure'; }

# assert_output REGEX: the output of the last `run`.
assert_output() { [[ $output =~ $1 ]] || fail "expected output to match: $1"; }

refute_output() { [[ ! $output =~ $1 ]] || fail "expected output not to match: $1"; }

# assert_stderr REGEX: what the last directly called hook said.
assert_stderr() { grep --quiet --extended-regexp --ignore-case -- "$1" "$ERR" || fail "expected stderr to match: $1"; }

assert_same_bytes() { cmp -- "$1" "$2" || fail "expected the same bytes in $1 and $2"; }

# assert_json FILE FILTER [jq options]: the filter must answer true.
assert_json() {
  local file=$1 filter=$2
  shift 2
  jq --exit-status "$@" "$filter" "$file" >/dev/null || fail "expected of $file: $filter; found: $(head -c 4000 "$file")"
}
