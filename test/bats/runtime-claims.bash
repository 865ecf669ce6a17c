# What holds for crun and runc alike. The suites name the claims; RUNTIME says who is asked.

# with_hooks STAGE...: a jq filter that puts our hook into these stages.
with_hooks() {
  local stage filter='.'
  for stage in "$@"; do filter+=" | .hooks.$stage += [\$entry]"; done
  # The stage is the hook's argument, so that prestart is really asked for as prestart.
  printf '%s | .hooks |= with_entries(.key as $stage | .value |= map(.args[1] = $stage))\n' "$filter"
}

run_with() { run run_bundle "$RUNTIME" "$(new_bundle "$@")"; }

assert_device_opened() {
  assert_status 0
  [ "$output" = opened ] || fail 'expected "opened" alone'
}

assert_never_ran() {
  assert_failed
  refute_output 'opened|Permission denied'
}

claim_bundle_works() {
  run_with '.process.args = ["sh", "-c", "id -u; stat -c \"%u:%g %a\" /dev/video2"]'
  assert_status 0
  [ "$output" = $'1000\n'"0:$ODH_GID 660" ] || fail 'expected the node as config.json describes it'
}

claim_denied_without_hook() {
  run_with
  assert_failed
  assert_output 'Permission denied'
}

claim_opens() {
  run_with "$(with_hooks "$1")"
  assert_device_opened
}

claim_both_stages() {
  run_with "$(with_hooks prestart createRuntime)"
  assert_device_opened
}

claim_twice() {
  run_with "$(with_hooks createRuntime createRuntime)"
  assert_device_opened
}

claim_off() {
  run_with "$(with_hooks createRuntime)" '.annotations["oci-device-hook/mode"] = "off"'
  assert_failed
  assert_output 'Permission denied'
}

claim_gid_zero() {
  run_with "$(with_hooks createRuntime)" '.process.user.gid = 0' \
    '.process.args[2] += "; stat -c \"node %u:%g %a\" /dev/video2"'
  assert_status 0
  assert_output "node 1000:$ODH_GID 660"
}

claim_not_asked() {
  run_with "$(with_hooks createRuntime)" 'del(.annotations)'
  assert_device_opened
}

claim_no_device() {
  run_with "$(with_hooks createRuntime)" 'del(.linux.devices)' '.process.args = ["echo", "started"]'
  assert_status 0
  [ "$output" = started ] || fail 'expected "started" alone'
}

claim_denied_by_policy() {
  run_with "$(with_hooks createRuntime)" "$REQUIRE_ALL" \
    '.linux.devices[0] |= (.path = "/dev/sdz" | .type = "b" | .major = 8 | .minor = 400)'
  assert_never_ran
  assert_said '/dev/sdz'
}

claim_bad_annotation() {
  run_with "$(with_hooks createRuntime)" '.annotations["oci-device-hook/mode"] = "banana"'
  assert_never_ran
  assert_said 'oci-device-hook/mode'
  assert_said 'banana'
}

# A bind mount outside of /dev that a later mount covers: there is no node, and none is made at another place.
claim_covered_bind() {
  local covered=(
    "$(as_bind "$HOST_DEVICE" /datax/kvm)"
    '.mounts += [{type: "tmpfs", source: "tmpfs", destination: "/datax"}]'
    '.process.args[2] = "echo within; stat -c %n /dev/x /datax/kvm"'
  )
  run_with "$(with_hooks createRuntime)" "$REQUIRE_ALL" "$(hook_stderr)" "${covered[@]}"
  refute_output 'within'
  assert_failed
  assert_said 'below /dev alone'
  run_with "$(with_hooks createRuntime)" "${covered[@]}"
  assert_output 'within'
  refute_output '^/dev/x|^/datax'
}

claim_create_container() {
  # In the container's own namespace the hook looks for nobody; a pipe of crun's reaches it all the same.
  local pipe=$BATS_TEST_TMPDIR/pipe heard=$BATS_TEST_TMPDIR/heard
  listen_at "$pipe" "$heard"
  run_with "$(with_hooks createContainer)" ".annotations[\"run.oci.hooks.stderr\"] = \"$pipe\""
  stop_listening
  assert_never_ran
  output+=$(cat "$heard")
  assert_said 'createRuntime'
}

# crun sends a hook's stderr to /dev/null, and the hook finds crun's own; runc repeats it in its own message.
assert_said() {
  grep --quiet --extended-regexp -- "$1" <<< "$output" || fail "expected the hook to say: $1; found: $output"
}

# Without a rule for it. A device that runtimes do not allow by themselves: fuse, whose driver opens for everybody.
without_rule_for_fuse() {
  local minor
  minor=$(awk '$2 == "fuse" { print $1 }' /proc/misc)
  [ -n "$minor" ] || skip 'needs the device fuse: modprobe fuse'
  printf '%s' "$1 | .linux.devices[0] |= (.major = 10 | .minor = $minor)" \
    ' | .process.args[2] = "exec 3</dev/video2 && echo opened"'
}

readonly NO_RULES='del(.linux.resources)'
readonly OTHER_RULES='.linux.resources.devices |= map(select(.allow))'

# last_usable: what the log promises of the last container's device.
last_usable() { tail --lines=1 /run/oci-device-hook/log.jsonl | jq '.devices[0].usable'; }

claim_opens_by_itself() {
  run_with "$(without_rule_for_fuse "$1")" '.linux.devices[0] |= (.uid = 1000 | .gid = 1000)'
  assert_status 0
  assert_output 'opened'
}

claim_denied_by_itself() {
  run_with "$(without_rule_for_fuse "$1")" '.linux.devices[0] |= (.uid = 1000 | .gid = 1000)'
  assert_failed
  assert_output 'Operation not permitted'
}

# claim_promised RULES USABLE
claim_promised() {
  run_with "$(without_rule_for_fuse "$1")" "$(with_hooks createRuntime)" "$REQUIRE_ALL"
  [ "$(last_usable)" = "$2" ] || fail "expected the log to say $2, found $(last_usable)"
}
