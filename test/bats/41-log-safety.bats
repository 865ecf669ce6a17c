#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions of READERS are called by their names
# crun opens the file that a container names in run.oci.hooks.stderr, as root and creating it, and gives it to the hook as
# stderr. Into a file the hook says nothing, for somebody may read it as orders; what it says into a pipe must mean
# nothing to cron, sudo or a shell.

RUNTIME=crun

setup() {
  load helpers
  need_runtime "$RUNTIME"
  need crontab visudo ldconfig getent
  need_hook
  CANARY=$BATS_TEST_TMPDIR/canary
  SAID=$BATS_TEST_TMPDIR/said
  # What an image could bring: a library, and a directory of them.
  EVIL=/run/e.so
  cp "$(ldconfig -p | awk '/libresolv\.so\.2 / { print $NF; exit }')" "$EVIL"
  mkdir -p /run/e.d
  # An empty one is none, and there has to be something to mount on.
  [ -e /etc/ld.so.preload ] || : > /etc/ld.so.preload
  snapshot_dev
}

# hostile_values: what a container's author would like to stand in that file, one JSON string a line.
hostile_values() {
  jq --null-input --compact-output --arg touch "touch $CANARY" --arg evil "$EVIL" '
    "\n* * * * * \($touch)\n", "\n* * * * * root \($touch)\n", "\r\nroot ALL=(ALL) NOPASSWD: ALL\r\n", "\n\($touch)\n",
    "$(\($touch))", "`\($touch)`", "; \($touch);", "| \($touch)", "&& \($touch) &", "'\''; \($touch) '\''", "\"; \($touch) \"",
    "() { :; }; \($touch)", "\\n* * * * * \($touch)", "> \($touch)", "\u001b]0;\($touch)\u0007", "\u2028\($touch)\u0085", "%s%n",
    "x:\($evil):x", " \($evil) ", "\n/run/e.d\n", "\nevil::0:0::/:/bin/sh\n", "\nevil:x:0:evil\n"'
}

# say HOOK FILTER...: a container whose hooks' stderr is the file SAID; HOOK is a hooks element as JSON.
say() {
  local hook=$1
  shift
  rm -f "$SAID"
  run run_bundle "$RUNTIME" "$(new_bundle ".hooks = {createRuntime: [$hook]}" \
    ".annotations[\"run.oci.hooks.stderr\"] = \"${PIPE-$SAID}\" | .annotations[\"run.oci.hooks.stdout\"] = \"$SAID.out\"" "$@")"
}

# say_to_pipe HOOK FILTER...: the same by a pipe, from which it gets into SAID.
say_to_pipe() {
  local PIPE=$BATS_TEST_TMPDIR/pipe
  listen_at "$PIPE" "$SAID.heard"
  say "$@"
  stop_listening
  mv "$SAID.heard" "$SAID"
}

# The ways a value reaches the hook: an annotation of ours, a key of one, and the path of a device.
as_mode() { printf '.annotations["oci-device-hook/mode"] = %s' "$1"; }
as_key() { printf '.annotations["oci-device-hook/" + %s] = "x"' "$1"; }
as_path() { printf '.annotations["oci-device-hook/require"] = "all" | .linux.devices[0] |= (.path = "/dev/x" + %s | .type = "b")' "$1"; }

# for_each_way SAY JUDGE LEAST: real containers with each value; LEAST of them at least.
for_each_way() {
  local value way ran=0
  while read -r value; do
    for way in as_mode as_path as_key; do
      # A key is quoted by the same function as a value: a few of them show that it is. And nothing is nothing.
      if [[ $way = as_key || ($1 = say && $way = as_path) ]] && [ $((ran % 5)) != 0 ]; then continue; fi
      rm -f "$SAID"
      "$1" "$(hook_entry createRuntime)" "$($way "$value")"
      # Not every path can be made; then crun has stopped before the hook.
      if [ "$way" = as_path ] && ! grep --quiet 'error executing hook' <<< "$output"; then continue; fi
      assert_failed
      "$2"
      ran=$((ran + 1))
    done
  done < <(hostile_values)
  echo "# $ran containers" >&3
  [ "$ran" -ge "$3" ] || fail "expected at least $3 runs, found $ran"
}

# assert_inert: every line in the file is one of ours, and neither cron nor sudo nor a shell does anything with it.
assert_inert() {
  [ -s "$SAID" ] || fail 'expected the hook to say something'
  ! LC_ALL=C grep --quiet --invert-match -E '^oci-device-hook: [ -~]{1,700}$' "$SAID" || fail "found in the file: $(cat "$SAID")"
  [ "$(wc -l < "$SAID")" -le 64 ] || fail "found $(wc -l < "$SAID") lines"
  ! takes_crontab "$SAID" || fail "cron takes it: $(cat "$SAID")"
  ! takes_sudoers "$SAID" || fail "sudo takes it: $(cat "$SAID")"
  ! takes_shell "$SAID" || fail "a shell ran it: $(cat "$SAID")"
}

# assert_silent: crun made the files, and nothing was written into them.
assert_silent() {
  [ -f "$SAID" ] || fail "expected crun to have made $SAID; found: $output"
  [ "$(stat --format=%s "$SAID")" = 0 ] || fail "found in the file: $(cat "$SAID")"
  [ "$(stat --format=%s "$SAID.out")" = 0 ] || fail "found in the file for stdout: $(cat "$SAID.out")"
}

# Who may read such a file, and what each takes for an order: takes_NAME FILE says whether it did.

# Debian's crontab and cronie's have different options for a check alone; each would do something else with the other's.
takes_crontab() {
  case $(crontab -h 2>&1) in
    *'dry run'*) crontab -n "$1" > /dev/null 2>&1 ;;
    *) crontab -T "$1" > /dev/null 2>&1 ;;
  esac
}

takes_sudoers() {
  chmod 440 "$1"
  visudo -cf "$1" > /dev/null 2>&1
}

# As /etc/profile.d, /etc/cron.daily and whatever else is run: crun makes the file executable.
takes_shell() {
  local shell
  rm -f "$CANARY"
  for shell in sh bash 'busybox sh'; do
    # shellcheck disable=SC2086 # a command and its argument
    (cd "$BATS_TEST_TMPDIR" && $shell "$1") > /dev/null 2>&1 || true
  done
  [ -e "$CANARY" ]
}

# in_place_of FILE PATH COMMAND: in a mount namespace of its own, where PATH is FILE.
in_place_of() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --mount --propagation private sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' in_place_of "$@" 2> /dev/null
}

takes_preload() { in_place_of "$1" /etc/ld.so.preload cat /proc/self/maps | grep --quiet --fixed-strings "$EVIL"; }

takes_conf() { ldconfig -v -N -X -f "$1" 2> /dev/null | grep --quiet '^/run/e\.d:'; }

takes_passwd() { in_place_of "$1" /etc/passwd getent --service=files passwd evil | grep --quiet '^evil:[^:]*:0:'; }

takes_group() { in_place_of "$1" /etc/group getent --service=files group evil | grep --quiet '^evil:x:0:'; }

# Each reader, and the value that it would do harm with.
readers() {
  printf '%s\n' 'crontab * * * * * true' 'sudoers root ALL=(ALL) NOPASSWD: ALL' "shell touch $CANARY" "preload $EVIL" \
    'conf /run/e.d' 'passwd evil::0:0::/:/bin/sh' 'group evil:x:0:evil'
}

# naive_hook SCRIPT: a hooks element.
naive_hook() {
  local naive=$BATS_TEST_TMPDIR/naive
  printf '#!/bin/sh\n%s\nexit 1\n' "$1" > "$naive"
  chmod 755 "$naive"
  printf '{"path": "%s", "env": ["PATH=%s"]}' "$naive" "$PATH"
}

REPEATS='jq --raw-output ".annotations[\"oci-device-hook/mode\"]" >&2'
# shellcheck disable=SC2016 # expanded by the naive hook
QUOTES='printf "naive-hook: found \"%s\", expected auto\n" "$(jq --raw-output ".annotations[\"oci-device-hook/mode\"]")" >&2'

@test "stderr is a file [control]: what a hook repeats of an annotation is taken by each reader" {
  local name value hook
  hook=$(naive_hook "$REPEATS")
  while read -r name value; do
    say "$hook" "$(as_mode "$(jq --null-input --arg value "$value" '$value')")"
    "takes_$name" "$SAID" || fail "expected $name to take: $(cat "$SAID")"
  done < <(readers)
}

@test "stderr is a file [control]: quoted, in a sentence, the dynamic linker still takes it" {
  say "$(naive_hook "$QUOTES")" "$(as_mode "\"x:$EVIL:x\"")"
  takes_preload "$SAID" || fail "expected the library to be loaded by: $(cat "$SAID")"
}

@test "stderr is a file [hostile values of annotations, their keys, and paths of devices]: nothing is written" {
  for_each_way say assert_silent 24
}

@test "stderr is a file [each reader]: it takes nothing, and the reason is told to crun's caller and to the log" {
  local name value
  while read -r name value; do
    rm -f /run/oci-device-hook/log.jsonl
    say "$(hook_entry createRuntime)" "$(as_mode "$(jq --null-input --arg value "$value" '$value')")"
    assert_failed
    assert_silent
    # cron and sudo take an empty file, which orders nothing.
    [[ $name = crontab || $name = sudoers ]] || ! "takes_$name" "$SAID" || fail "$name takes $(cat "$SAID")"
    assert_output 'oci-device-hook: annotation oci-device-hook/mode'
    jq --exit-status '.error.code == "ERR_ANNOTATION"' /run/oci-device-hook/log.jsonl > /dev/null
  done < <(readers)
}

# A file of the kernel's, of which each container may have its own.
renames_host() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  unshare --uts sh -c 'hostname before; (cd "$1" && : | crun run --bundle "$1" "odh-uts-$$" 2>&1 | cat > /dev/null); hostname' \
    renames_host "$(new_bundle ".hooks = {createRuntime: [$1]}" "$(as_mode '"banana"')" \
      '.annotations["run.oci.hooks.stderr"] = "/proc/sys/kernel/hostname"')"
}

@test "stderr is a file of the kernel [/proc/sys/kernel/hostname]: it is not written; the control names the host" {
  run renames_host "$(naive_hook "$REPEATS")"
  [ "$output" = banana ] || fail "expected the control to name the host, found $output"
  run renames_host "$(hook_entry createRuntime)"
  [ "$output" = before ] || fail "expected the name to stay, found $output"
}

@test "stderr is a pipe [control]: a hook that repeats the annotation writes what cron takes, sudo takes, and a shell runs" {
  local name value hook
  hook=$(naive_hook "$REPEATS")
  while read -r name value; do
    say_to_pipe "$hook" "$(as_mode "$(jq --null-input --arg value "$value" '$value')")"
    "takes_$name" "$SAID" || fail "expected $name to take: $(cat "$SAID")"
  done < <(readers | head -3)
}

@test "stderr is a pipe [hostile values of annotations, their keys, and paths of devices]: inert lines" {
  for_each_way say_to_pipe assert_inert 44
}

@test "stderr is a pipe [two hundred devices that are refused]: at most 64 lines" {
  say_to_pipe "$(hook_entry createRuntime)" '.linux.devices[0] as $d | .annotations["oci-device-hook/require"] = "all"
    | .linux.devices = [range(200) | $d + {path: "/dev/x\(.)", type: "b", major: 7, minor: 0}]'
  assert_failed
  assert_inert
  [ "$(wc -l < "$SAID")" = 64 ] || fail "expected 64 lines, found $(wc -l < "$SAID")"
  tail -1 "$SAID" | grep --quiet ' more like these$' || fail "expected a count at the end: $(tail -1 "$SAID")"
}

# The hook that precreate plants.

# planted FILTER...: a bundle that precreate has planted the hook into, with annotations for its output.
planted() {
  BUNDLE=$(new_bundle "$(mapped 100000)" "$(as_bind "$HOST_DEVICE")" '.annotations["oci-device-hook/mode"] = "private"' \
    ".annotations[\"run.oci.hooks.stderr\"] = \"$SAID\" | .annotations[\"run.oci.hooks.stdout\"] = \"$SAID.out\"" "$@")
  jq --compact-output . "$BUNDLE/config.json" > "$BUNDLE/given.json"
  precreate "$BUNDLE/given.json"
  assert_status 0
  assert_json "$OUT" '.hooks.createRuntime | length == 1'
}

@test "precreate [plants the hook, the container names files for its output]: crun makes none of them, and the log says so" {
  make_host_device
  snapshot_dev
  rm -rf /run/oci-device-hook
  planted
  assert_json "$OUT" '[.annotations["run.oci.hooks.stderr", "run.oci.hooks.stdout"]] == ["/dev/null", "/dev/null"]'
  assert_stderr 'annotation "run.oci.hooks.stderr" does not count'
  jq --exit-status '.muted == ["run.oci.hooks.stderr", "run.oci.hooks.stdout"]' /run/oci-device-hook/log.jsonl > /dev/null
  cp "$OUT" "$BUNDLE/config.json"
  chmod --recursive go+rX "$BUNDLE"
  run run_bundle "$RUNTIME" "$BUNDLE"
  [ ! -e "$SAID" ] && [ ! -e "$SAID.out" ] || fail "crun made a file: $output"
  [ "$(tail -1 /run/oci-device-hook/log.jsonl | jq --raw-output .stage)" = createRuntime ] || fail 'expected the planted hook to run'

  # The control: with the annotations as they were, crun makes them for that hook.
  edit_json "$BUNDLE/config.json" ".annotations[\"run.oci.hooks.stderr\"] = \"$SAID\""
  run run_bundle "$RUNTIME" "$BUNDLE"
  [ -e "$SAID" ] || fail "expected crun to make $SAID: $output"
}
