#!/usr/bin/env bats
# What people see: in a real terminal of 80 columns, made by script(1), and in a pipe.

setup() {
  load helpers
  need_hook
  need script stty
  REPLAY=$BATS_TEST_DIRNAME/../support/recorded
}

# in_terminal COMMAND: its output on a terminal of 80 columns, carriage returns taken out.
in_terminal() {
  run env TERM=xterm LANG=C.UTF-8 script --quiet --return --command "stty cols 80 && $*" /dev/null < <(:)
  output=${output//$'\r'/}
}

# assert_fits: no line is longer than 80 characters, escape sequences not counted. Remedies and examples are to be pasted
# whole.
assert_fits() {
  local line plain
  while IFS= read -r line; do
    plain=$(sed 's/\x1b\[[0-9;]*m//g' <<< "$line")
    if [[ $plain =~ ^\ +remedy: || $plain =~ ^\ +(sudo|oci-device-hook|podman|eval)\  ]]; then continue; fi
    [ "$(LC_ALL=C.UTF-8 wc -m <<< "$plain")" -le 81 ] || fail "expected 80 columns, found: $plain"
  done <<< "$output"
}

@test "terminal: doctor and devices fit 80 columns and have colour" {
  local command
  for command in "doctor --replay $REPLAY/silverblue-desk.json" "doctor --replay $REPLAY/all-well.json" 'devices --all'; do
    in_terminal "$OCI_DEVICE_HOOK $command"
    assert_output $'\x1b\\['
    assert_fits
  done
}

@test "terminal: the help of every command fits 80 columns" {
  local command
  for command in '' plan policy 'policy check' verify doctor devices cdi 'cdi generate' 'cdi check' install uninstall log \
    gidmap completion precreate createRuntime prestart; do
    in_terminal "$OCI_DEVICE_HOOK $command --help"
    assert_output 'Examples:'
    assert_fits
  done
}

# bundle: a config.json whose user is denied a device that the host has.
bundle() {
  mkdir -p "$BATS_TEST_TMPDIR/bundle"
  jq '.process.user = {uid: 1000, gid: 1000} | .linux.devices = [{path: "/dev/kmsg", type: "c", major: 1, minor: 11}]' \
    "$BATS_TEST_DIRNAME/../support/config.json" > "$BATS_TEST_TMPDIR/bundle/config.json"
}

@test "terminal: plan, verify, gidmap and doctor --explain fit 80 columns, and have colour" {
  local command
  need jq
  bundle
  for command in "plan --bundle $BATS_TEST_TMPDIR/bundle" "verify --pid $$ --uid 1000 --path /dev/null /dev/kmsg" \
    'gidmap tty --user nobody' "doctor --explain 'cat: /dev/ttyUSB0: Permission denied'"; do
    in_terminal "$OCI_DEVICE_HOOK $command"
    [ "$status" -le 2 ] || fail "expected a verdict of $command, found $status"
    assert_output $'\x1b\\['
    assert_fits
  done
}

@test "terminal: log, install and uninstall fit 80 columns" {
  local command
  need_namespace
  mkdir -p /run/oci-device-hook
  at_end 'rm -r /run/oci-device-hook'
  printf '%s\n' '{"time": "2026-11-21T05:00:00.000Z", "version": "0.1.0", "stage": "precreate", "exit": 77, "ms": 40, "container": "4711", "asked": true, "devices": [{"path": "/dev/video2", "strategy": "refuse", "reason": "the groups of the caller do not reach the container: runc ignores run.oci.keep_original_groups", "usable": false}]}' > /run/oci-device-hook/log.jsonl
  in_terminal "$OCI_DEVICE_HOOK log"
  assert_status 0
  assert_output '2026-11-21 05:00:00Z'
  assert_output $'\x1b\\['
  assert_fits
  mkdir /run/odh-prefix
  at_end 'rm -r /run/odh-prefix'
  for command in 'install --no-canary --prefix /run/odh-prefix' uninstall; do
    in_terminal "env -u CONTAINERS_CONF $OCI_DEVICE_HOOK $command"
    assert_status 0
    assert_output 'oci-device-hook'
    assert_fits
  done
}

@test "terminal: NO_COLOR, --color=never and TERM=dumb leave colour out, and symbols have words" {
  local setting
  for setting in 'env NO_COLOR=1' 'env TERM=dumb' ''; do
    in_terminal "$setting $OCI_DEVICE_HOOK doctor --replay $REPLAY/silverblue-desk.json ${setting:+} $([ -n "$setting" ] || echo --color=never)"
    refute_output $'\x1b'
    assert_output '✖ fail'
  done
}

@test "pipe: no colour, unless it is asked for" {
  run "$OCI_DEVICE_HOOK" doctor --replay "$REPLAY/all-well.json" < <(:)
  refute_output $'\x1b'
  run "$OCI_DEVICE_HOOK" doctor --replay "$REPLAY/all-well.json" --color=always < <(:)
  assert_output $'\x1b\\['
}

@test "terminal: an error has no stack, and --debug shows one" {
  in_terminal "$OCI_DEVICE_HOOK verify --pid 4194303"
  assert_output 'expected a running container'
  refute_output ' at .*:[0-9]+:[0-9]+'
  in_terminal "$OCI_DEVICE_HOOK --debug verify --pid 4194303"
  assert_output ' at .*:[0-9]+:[0-9]+'
}

@test "terminal: doctor --explain without a text asks for one instead of waiting" {
  in_terminal "$OCI_DEVICE_HOOK doctor --explain"
  assert_status 64
  assert_output 'found a terminal on stdin'
}

@test "pipe: a reader that leaves early gets no complaint" {
  run bash -c "'$OCI_DEVICE_HOOK' doctor --replay '$REPLAY/all-well.json' | true; echo \"status \${PIPESTATUS[0]}\"" < <(:)
  assert_output '^status (74|0)$'
}
