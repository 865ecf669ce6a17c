#!/usr/bin/env bats
# One line of JSON per run in a bounded file below /run, and one sentence on stderr when there is something to say.

setup() {
  load helpers
  need_namespace
  need jq
  need_hook
  LOGS=/run/oci-device-hook
  # The suites' /run is a private tmpfs: what is removed here is this run's own.
  rm -rf "$LOGS"
  CONFIG=$BATS_TEST_TMPDIR/config.json
  cp "$BATS_TEST_DIRNAME/../support/config.json" "$CONFIG"
  edit_json "$CONFIG" ".linux.devices[0].gid = \$gid"
  snapshot_dev
}

# log_lines: what was logged.
log_lines() { cat "$LOGS"/log.jsonl; }

# assert_one_line: exactly one was logged, it is an object, and LINE names a file with it.
assert_one_line() {
  LINE=$BATS_TEST_TMPDIR/line
  log_lines > "$LINE"
  [ "$(wc -l < "$LINE")" = 1 ] || fail "expected one line in $LOGS, found: $(head -c 2000 "$LINE")"
  assert_json "$LINE" 'type == "object"'
}

with_annotation() { edit_json "$CONFIG" ".annotations[\"oci-device-hook/$1\"] = \"$2\""; }

@test "log: a run writes one line, with stage, device, strategy and reason" {
  precreate "$CONFIG"
  assert_status 0
  assert_one_line
  assert_json "$LINE" '.stage == "precreate"'
  assert_json "$LINE" '[.. | strings] | index("/dev/video2") and index("owner")'
  [ ! -s "$ERR" ] || fail 'expected a quiet stderr when all went well'
}

@test "log: two runs write two lines" {
  precreate "$CONFIG"
  precreate "$CONFIG"
  [ "$(log_lines | wc -l)" = 2 ]
}

@test "log: fifty runs at once write fifty whole lines" {
  local run
  for (( run = 0; run < 50; run++ )); do
    env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" precreate < "$CONFIG" > /dev/null 3>&- &
  done
  wait
  log_lines > "$BATS_TEST_TMPDIR/lines"
  [ "$(jq --raw-output '.stage' "$BATS_TEST_TMPDIR/lines" | grep -c precreate)" = 50 ]
}

@test "log: only root may read and write it" {
  precreate "$CONFIG"
  run find "$LOGS" -perm /077 -print
  [ -z "$output" ] || fail 'expected no bits for group and others'
}

@test "log [bad input]: the line has the field, the exit status is 65, and stderr has one sentence" {
  edit_json "$CONFIG" '.process.user.uid = -1'
  precreate "$CONFIG"
  assert_status 65
  assert_one_line
  grep --quiet 'process.user.uid' "$LINE" || fail "expected the field in $(cat "$LINE")"
  [ "$(wc -l < "$ERR")" = 1 ] || fail 'expected one line on stderr'
}

@test "log [not asked, bad input]: the config goes through, and the reason is in the log alone" {
  edit_json "$CONFIG" 'del(.annotations) | .process.user.uid = -1'
  precreate "$CONFIG"
  assert_status 0
  assert_same_bytes "$CONFIG" "$OUT"
  assert_one_line
  grep --quiet 'process.user.uid' "$LINE" || fail "expected the field in $(cat "$LINE")"
}

@test "log [newline, escape sequence and quote in an annotation]: still one line, and no control character" {
  edit_json "$CONFIG" '.annotations["oci-device-hook/mode"] = "x\n{\"stage\":\"forged\"}\u001b[2J\u2028"'
  precreate "$CONFIG"
  assert_status 65
  assert_one_line
  ! LC_ALL=C grep --quiet -P '[\x00-\x09\x0b-\x1f\x7f]' "$LINE" || fail 'a control character reached the log'
  ! LC_ALL=C grep --quiet -P '[\x00-\x09\x0b-\x1f\x7f]' "$ERR" || fail 'a control character reached stderr'
  assert_json "$LINE" '.stage == "precreate"'
}

@test "log [annotation of 1 MB]: line and sentence stay bounded" {
  local long part
  long=$(head -c 100000 /dev/zero | tr '\0' x)
  for (( part = 0; part < 9; part++ )); do edit_json "$CONFIG" ".annotations.pad$part = \"$long\""; done
  with_annotation mode "$long"
  precreate "$CONFIG"
  assert_status 65
  assert_one_line
  [ "$(wc -c < "$LINE")" -le 4097 ] || fail "expected at most 4096 bytes and a newline, found $(wc -c < "$LINE")"
  [ "$(wc -c < "$ERR")" -le 4097 ] || fail "expected a bounded sentence, found $(wc -c < "$ERR") bytes"
}

@test "log [a thousand devices]: the line stays bounded and whole, and counts what it leaves out" {
  edit_json "$CONFIG" '.linux.devices[0] as $d | .linux.devices = [range(1000) | $d + {path: "/dev/video\(.)"}]'
  precreate "$CONFIG"
  assert_status 0
  assert_one_line
  [ "$(wc -c < "$LINE")" -le 4097 ] || fail "expected at most 4096 bytes and a newline, found $(wc -c < "$LINE")"
  assert_json "$LINE" '(.devices | length) + .more == 1000'
}

@test "log [grown beyond its cap]: the full file is set aside once, and what was set aside before is gone" {
  local round
  for round in old new; do
    precreate "$CONFIG"
    head -c 2000000 /dev/zero | tr '\0' '\n' >> "$LOGS/log.jsonl"
    echo "$round" >> "$LOGS/log.jsonl"
    precreate "$CONFIG"
    assert_status 0
  done
  precreate "$CONFIG"
  [ "$(log_lines | wc -l)" -le 2 ] || fail "expected a new file: $(ls -la "$LOGS")"
  ! grep --quiet --recursive '^old$' "$LOGS" || fail "expected one file set aside: $(ls -la "$LOGS")"
}

@test "log [the log's place is a symlink]: what it points to is not written" {
  local target=$BATS_TEST_TMPDIR/target
  precreate "$CONFIG"
  : > "$target"
  rm "$LOGS/log.jsonl"
  ln -s "$target" "$LOGS/log.jsonl"
  precreate "$CONFIG"
  assert_status 0
  [ ! -s "$target" ] || fail 'the hook wrote through a symlink'
}

@test "log [/run not writable]: the container's config is served all the same" {
  mount -t tmpfs -o ro tmpfs /run
  precreate "$CONFIG"
  umount /run
  assert_status 0
  assert_json "$OUT" '.linux.devices[0].uid == 1000'
}

@test "log [/dev/log listens]: the line is in syslog too" {
  need busybox
  busybox --list | grep --quiet --line-regexp syslogd || skip 'needs a busybox with syslogd'
  # Behind a /dev of its own, so that the host's is not touched.
  run unshare --mount --propagation private bash -c '
    mount -t tmpfs -o mode=755 tmpfs /dev
    for node in null:3 zero:5 random:8 urandom:9; do mknod -m 666 "/dev/${node%:*}" c 1 "${node#*:}"; done
    busybox syslogd -n -O "$1/syslog" & trap "kill $!" EXIT
    until [ -S /dev/log ]; do kill -0 $! || exit 1; done
    env -i "$2" "$3" precreate < "$4" > /dev/null
    # syslogd handles datagrams in order: once the marker is there, so is what came before.
    until grep -q marker "$1/syslog" 2>/dev/null; do busybox logger marker; done
    cat "$1/syslog"
  ' - "$BATS_TEST_TMPDIR" "$HOOK_PATH" "$OCI_DEVICE_HOOK" "$CONFIG"
  assert_status 0
  assert_output 'oci-device-hook.*precreate'
}
