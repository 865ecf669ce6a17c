#!/usr/bin/env bats
# crun opens the file that a container names in run.oci.hooks.stderr, as root, and gives it to the hook as stderr. What
# the hook says there about hostile values must mean nothing to cron, sudo or a shell that reads the file.

RUNTIME=crun

setup() {
  load helpers
  need_runtime "$RUNTIME"
  need crontab visudo
  need_hook
  CANARY=$BATS_TEST_TMPDIR/canary
  SAID=$BATS_TEST_TMPDIR/said
  snapshot_dev
}

# hostile_values: what a container's author would like to stand in that file, one JSON string a line.
hostile_values() {
  jq --null-input --compact-output --arg touch "touch $CANARY" '
    "\n* * * * * \($touch)\n", "\n* * * * * root \($touch)\n", "\r\nroot ALL=(ALL) NOPASSWD: ALL\r\n", "\n\($touch)\n",
    "$(\($touch))", "`\($touch)`", "; \($touch);", "| \($touch)", "&& \($touch) &", "'\''; \($touch) '\''", "\"; \($touch) \"",
    "() { :; }; \($touch)", "\\n* * * * * \($touch)", "> \($touch)", "\u001b]0;\($touch)\u0007", "\u2028\($touch)\u0085", "%s%n"'
}

# say HOOK FILTER...: what a hook writes into the file that the container names; HOOK is a hooks element as JSON.
say() {
  local hook=$1
  shift
  rm -f "$SAID"
  run run_bundle "$RUNTIME" "$(new_bundle ".hooks = {createRuntime: [$hook]}" \
    ".annotations[\"run.oci.hooks.stderr\"] = \"$SAID\"" "$@")"
}

# The ways a value reaches the hook: an annotation of ours, a key of one, and the path of a device.
as_mode() { printf '.annotations["oci-device-hook/mode"] = %s' "$1"; }
as_key() { printf '.annotations["oci-device-hook/" + %s] = "x"' "$1"; }
as_path() { printf '.annotations["oci-device-hook/require"] = "all" | .linux.devices[0] |= (.path = "/dev/x" + %s | .type = "b")' "$1"; }

# assert_inert: every line in the file is one of ours, and neither cron nor sudo nor a shell does anything with it.
assert_inert() {
  [ -s "$SAID" ] || fail 'expected the hook to say something'
  ! LC_ALL=C grep --quiet --invert-match -E '^oci-device-hook: [ -~]{1,700}$' "$SAID" || fail "found in the file: $(cat "$SAID")"
  [ "$(wc -l < "$SAID")" -le 64 ] || fail "found $(wc -l < "$SAID") lines"
  ! takes_crontab "$SAID" || fail "cron takes it: $(cat "$SAID")"
  ! visudo -cf "$SAID" > /dev/null 2>&1 || fail "sudo takes it: $(cat "$SAID")"
  run_in_shells
  [ ! -e "$CANARY" ] || fail "a shell ran it: $(cat "$SAID")"
}

# Debian's crontab and cronie's have different options for a check alone; each would do something else with the other's.
takes_crontab() {
  case $(crontab -h 2>&1) in
    *'dry run'*) crontab -n "$1" > /dev/null 2>&1 ;;
    *) crontab -T "$1" > /dev/null 2>&1 ;;
  esac
}

run_in_shells() {
  local shell
  for shell in sh bash 'busybox sh'; do
    # shellcheck disable=SC2086 # a command and its argument
    (cd "$BATS_TEST_TMPDIR" && $shell "$SAID") > /dev/null 2>&1 || true
  done
}

@test "stderr [control]: a hook that repeats the annotation writes what cron takes, sudo takes, and a shell runs" {
  local naive=$BATS_TEST_TMPDIR/naive hook
  printf '#!/bin/sh\njq --raw-output ".annotations[\\"oci-device-hook/mode\\"]" >&2; exit 1\n' > "$naive"
  chmod 755 "$naive"
  hook="{\"path\": \"$naive\", \"env\": [\"PATH=$PATH\"]}"
  say "$hook" "$(as_mode '"* * * * * true"')"
  takes_crontab "$SAID" || fail "expected a crontab: $(cat "$SAID")"
  say "$hook" "$(as_mode '"root ALL=(ALL) NOPASSWD: ALL"')"
  chmod 440 "$SAID"
  visudo -cf "$SAID" > /dev/null || fail "expected a sudoers file: $(cat "$SAID")"
  say "$hook" "$(as_mode "\"touch $CANARY\"")"
  run_in_shells
  [ -e "$CANARY" ] || fail 'expected the shells to run it'
}

@test "stderr [hostile values of annotations, their keys, and paths of devices]: inert lines" {
  local value way ran=0
  while read -r value; do
    for way in as_mode as_path as_key; do
      # A key is quoted by the same function as a value: a few of them show that it is.
      if [ "$way" = as_key ] && [ $((ran % 5)) != 0 ]; then continue; fi
      say "$(hook_entry createRuntime)" "$($way "$value")"
      # Not every path can be made; then crun has stopped before the hook.
      if [ "$way" = as_path ] && [ ! -e "$SAID" ]; then continue; fi
      assert_failed
      assert_inert
      ran=$((ran + 1))
    done
  done < <(hostile_values)
  echo "# $ran containers" >&3
  [ "$ran" -ge 34 ] || fail "expected at least 34 runs, found $ran"
}

@test "stderr [two hundred devices that are refused]: at most 64 lines" {
  say "$(hook_entry createRuntime)" '.linux.devices[0] as $d | .annotations["oci-device-hook/require"] = "all"
    | .linux.devices = [range(200) | $d + {path: "/dev/x\(.)", type: "b", major: 7, minor: 0}]'
  assert_failed
  assert_inert
  [ "$(wc -l < "$SAID")" = 64 ] || fail "expected 64 lines, found $(wc -l < "$SAID")"
  tail -1 "$SAID" | grep --quiet ' more like these$' || fail "expected a count at the end: $(tail -1 "$SAID")"
}
