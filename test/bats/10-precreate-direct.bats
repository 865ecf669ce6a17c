#!/usr/bin/env bats
# precreate called directly: config.json on stdin, the changed config.json on stdout, byte by byte.

setup() {
  load helpers
  need jq
  need_hook
  snapshot_dev
  CONFIG=$BATS_TEST_TMPDIR/config.json
  # Odd spacing, an unknown field, and numbers that JSON.parse would round: everything an editor could spoil.
  cat > "$CONFIG" <<-JSON
	{ "ociVersion":"1.0.2-dev"  ,
	  "x-unknown" : {"big": 18446744073709551615, "tiny":-0.0, "exp":1E+2, "text":"\\u002f\\ud83d\\ude00é \\/"},
	  "process":{"user":{"uid":1000,"gid":1000},"args":["true"],"cwd":"/",
	     "rlimits":[{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":18446744073709551615}] },
	  "root":{"path":"/nonexistent/rootfs"},
	  "annotations":{ "oci-device-hook/mode":"auto", "other" : "kept" },
	  "linux":{"resources":{"devices":[{"allow":false,"access":"rwm"},
	       {"allow":true,"type":"c","major":1,"minor":3,"access":"rwm"}]},
	    "devices" : [ {"path":"/dev/video2","type":"c","major":1,"minor":3,"fileMode":8624,"uid" :0,  "gid":$ODH_GID} ],
	    "namespaces":[{"type":"mount"}, {"type":"pid"}]
	  }
	}
	JSON
}

# change SED-SCRIPT: edits the input as text, so that its spacing stays odd.
change() {
  sed "$1" "$CONFIG" > "$CONFIG.new"
  ! cmp --quiet "$CONFIG" "$CONFIG.new" || fail "the input has no match for $1"
  mv "$CONFIG.new" "$CONFIG"
}

mode() { change "s|\"oci-device-hook/mode\":\"auto\"|\"oci-device-hook/mode\":\"$1\"|"; }

annotate() { change "s|\"annotations\":{|&\"oci-device-hook/$1\":\"$2\",|"; }

not_asked() { change 's|"oci-device-hook/mode":"auto", ||'; }

# pad BYTES: a long first member.
pad() {
  { printf '{"pad":"'; repeat x "$1"; printf '",'; tail -c +2 "$CONFIG"; } > "$CONFIG.new"
  mv "$CONFIG.new" "$CONFIG"
}

repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; }

# assert_output_is SED-SCRIPT: stdout is the input after this edit, to the byte.
assert_output_is() {
  sed "$1" "$CONFIG" > "$BATS_TEST_TMPDIR/expected"
  assert_same_bytes "$BATS_TEST_TMPDIR/expected" "$OUT"
}

# assert_lines_kept TEXT: stdout differs from the input at most in the lines with this text.
assert_lines_kept() {
  local kept=$BATS_TEST_TMPDIR/kept
  grep --invert-match "$1" "$CONFIG" > "$kept" || fail "every line of the input has $1"
  grep --invert-match "$1" "$OUT" > "$kept.out" || fail "every line of the output has $1"
  assert_same_bytes "$kept" "$kept.out"
}

assert_unchanged() {
  assert_status 0
  assert_same_bytes "$CONFIG" "$OUT"
}

# assert_bad_input FIELD: refused with the field's name in one line, and nothing on stdout.
assert_bad_input() {
  precreate "$CONFIG"
  assert_status 65
  [ ! -s "$OUT" ] || fail 'expected nothing on stdout'
  [ "$(wc -l < "$ERR")" = 1 ] || fail 'expected one line on stderr'
  assert_stderr "$1"
}

# assert_passed_through: the same input from a container that did not ask.
assert_passed_through() {
  not_asked
  precreate "$CONFIG"
  assert_unchanged
}

# What is changed

@test "precreate [auto]: the entry becomes the user's, its mode bare of the file type, and no other byte changes" {
  precreate "$CONFIG"
  assert_status 0
  assert_output_is "s/8624,\"uid\" :0,  \"gid\":$ODH_GID/432,\"uid\" :1000,  \"gid\":1000/"
}

@test "precreate [control]: jq, as any parser that prints again, spoils the same input" {
  run cmp "$CONFIG" <(jq . "$CONFIG")
  assert_failed
  [ "$(jq '.["x-unknown"].big' "$CONFIG")" != 18446744073709551615 ] || skip 'this jq keeps 64-bit numbers'
}

@test "precreate [owner]: does what auto does here" {
  mode owner
  precreate "$CONFIG"
  assert_status 0
  assert_output_is "s/8624,\"uid\" :0,  \"gid\":$ODH_GID/432,\"uid\" :1000,  \"gid\":1000/"
}

@test "precreate [owner, gid 0]: the entry keeps its group, because gid 0 is never given" {
  mode owner
  change 's/"gid":1000}/"gid":0}/'
  precreate "$CONFIG"
  assert_status 0
  assert_output_is 's/8624,"uid" :0,/432,"uid" :1000,/'
}

@test "precreate [entry without uid and gid, which runtimes read as 0]: both are written out" {
  change "s/,\"uid\" :0,  \"gid\":$ODH_GID//"
  precreate "$CONFIG"
  assert_status 0
  assert_json "$OUT" '.linux.devices[0] | .uid == 1000 and .gid == 1000 and .fileMode == 432'
  assert_lines_kept /dev/video2
}

@test "precreate [groups]: the device's gid joins the process, and the entry is left alone" {
  mode groups
  precreate "$CONFIG"
  assert_status 0
  assert_json "$OUT" '.process.user.additionalGids == [$gid]' --argjson gid "$ODH_GID"
  assert_lines_kept '"user"'
}

@test "precreate [groups, with other groups]: the gid is appended to them" {
  mode groups
  change 's/"gid":1000}/"gid":1000, "additionalGids" : [ 7 , 2147483647 ] }/'
  precreate "$CONFIG"
  assert_status 0
  assert_json "$OUT" '.process.user.additionalGids == [7, 2147483647, $gid]' --argjson gid "$ODH_GID"
}

@test "precreate [groups, already a member]: nothing to do, the same bytes" {
  mode groups
  change "s/\"gid\":1000}/\"gid\":1000, \"additionalGids\" : [ $ODH_GID ] }/"
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [second run]: what the first one wrote goes through unchanged" {
  local mode input=$CONFIG
  for mode in auto owner groups; do
    CONFIG=$BATS_TEST_TMPDIR/$mode.json
    sed "s|\"oci-device-hook/mode\":\"auto\"|\"oci-device-hook/mode\":\"$mode\"|" "$input" > "$CONFIG"
    precreate "$CONFIG"
    assert_status 0
    ! cmp --quiet "$CONFIG" "$OUT" || fail "the first run changed nothing with mode=$mode"
    mv "$OUT" "$CONFIG"
    precreate "$CONFIG"
    assert_unchanged
  done
}

# What is not

@test "precreate [off]: the same bytes" {
  mode off
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [no device]: the same bytes" {
  change '/"devices" : /d'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [node already the user's]: the same bytes" {
  change 's/"uid" :0,/"uid" :1000,/'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [node open to everyone]: the same bytes" {
  change 's/"fileMode":8624/"fileMode":8630/'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [entry without fileMode, which runtimes read as 0666]: the same bytes" {
  change 's/"fileMode":8624,//'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [default devices]: null, zero and their like are never touched" {
  change 's|/dev/video2|/dev/null|'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [not asked]: a device is made usable without any annotation" {
  not_asked
  precreate "$CONFIG"
  assert_status 0
  assert_output_is "s/8624,\"uid\" :0,  \"gid\":$ODH_GID/432,\"uid\" :1000,  \"gid\":1000/"
}

@test "precreate [block device, require=all]: denied, and the start fails" {
  annotate require all
  change 's/"path":"\/dev\/video2","type":"c","major":1,"minor":3/"path":"\/dev\/sdz","type":"b","major":8,"minor":400/'
  precreate "$CONFIG"
  assert_status 77
  assert_stderr '/dev/sdz'
}

@test "precreate [block device, not asked]: the same bytes" {
  not_asked
  change 's/"path":"\/dev\/video2","type":"c","major":1,"minor":3/"path":"\/dev\/sdz","type":"b","major":8,"minor":400/'
  precreate "$CONFIG"
  assert_unchanged
}

@test "precreate [/dev/mem under another name, require=all]: denied by its number" {
  annotate require all
  change 's/"minor":3,"fileMode"/"minor":1,"fileMode"/'
  precreate "$CONFIG"
  assert_status 77
  assert_stderr '/dev/video2'
}

@test "precreate [groups, group root, require=all]: gid 0 is never given" {
  mode groups
  annotate require all
  change "s/\"gid\":$ODH_GID/\"gid\":0/"
  precreate "$CONFIG"
  assert_status 77
}

# Bad input

@test "precreate [empty stdin]: nobody asked, so nothing comes out, and stderr says that nothing came in" {
  : > "$CONFIG"
  precreate "$CONFIG"
  assert_unchanged
  assert_stderr 'found nothing'
}

@test "precreate [truncated JSON]: 65" {
  head -c 700 "$CONFIG" > "$CONFIG.new" && mv "$CONFIG.new" "$CONFIG"
  assert_bad_input 'JSON'
}

@test "precreate [bytes after the end]: 65" {
  printf '{}' >> "$CONFIG"
  assert_bad_input 'JSON'
}

@test "precreate [not UTF-8]: 65" {
  change 's/"kept"/"\xff\xfe"/'
  assert_bad_input 'UTF-8'
}

@test "precreate [duplicate key]: 65 when asked, passed through when not" {
  change 's/{"uid":1000,/{"uid":1000,"uid":0,/'
  assert_bad_input 'uid'
  assert_passed_through
}

@test "precreate [uid is a string]: 65 when asked, passed through when not" {
  change 's/"uid":1000/"uid":"1000"/'
  assert_bad_input 'process.user.uid'
  assert_passed_through
}

@test "precreate [uid above 2^31-1]: 65 when asked, passed through when not" {
  change 's/"uid":1000/"uid":2147483648/'
  assert_bad_input 'process.user.uid.*2147483648'
  assert_passed_through
}

@test "precreate [uid 2^32, which a C uint32 makes root]: 65 when asked, passed through when not" {
  change 's/"uid":1000/"uid":4294967296/'
  assert_bad_input 'process.user.uid.*4294967296'
  assert_passed_through
}

@test "precreate [negative gid]: 65 when asked, passed through when not" {
  change 's/"gid":1000}/"gid":-1}/'
  assert_bad_input 'process.user.gid.*-1'
  assert_passed_through
}

@test "precreate [uid 0.5]: 65 when asked, passed through when not" {
  change 's/"uid":1000/"uid":0.5/'
  assert_bad_input 'process.user.uid'
  assert_passed_through
}

@test "precreate [devices is an object]: 65 when asked, passed through when not" {
  change 's/"devices" : \[ \(.*\) \]/"devices" : \1/'
  assert_bad_input 'linux.devices'
  assert_passed_through
}

@test "precreate [path with NUL]: 65 when asked, passed through when not" {
  change 's|/dev/video2|/dev/vid\\u0000eo2|'
  assert_bad_input 'linux.devices'
  assert_passed_through
}

@test "precreate [annotation names a path outside /dev]: 65" {
  annotate devices /etc/shadow
  assert_bad_input 'oci-device-hook/devices.*/etc/shadow'
}

@test "precreate [annotation leaves /dev through ..]: 65" {
  annotate devices /dev/../etc/shadow
  assert_bad_input 'oci-device-hook/devices'
}

@test "precreate [unknown mode]: 65, and the modes that exist are named" {
  mode banana
  assert_bad_input 'oci-device-hook/mode.*banana'
  assert_stderr 'owner.*groups'
}

@test "precreate [more than 4 MiB]: 65" {
  pad 4300000
  assert_bad_input '4 ?MiB|4194304'
}

@test "precreate [just under 4 MiB]: works, so the limit above is the reason" {
  pad 4100000
  precreate "$CONFIG"
  assert_status 0
  assert_json "$OUT" '.linux.devices[0].uid == 1000 and (.pad | length) == 4100000'
}

@test "precreate [nested 100,000 deep]: 65, not a crash" {
  { printf '{"deep":'; repeat [ 100000; repeat ] 100000; printf ','; tail -c +2 "$CONFIG"; } > "$CONFIG.new"
  mv "$CONFIG.new" "$CONFIG"
  assert_bad_input '64 levels'
}

# Our hook at createRuntime

# with_create_runtime JSON: our own program is a hook of that stage already, with these arguments.
with_create_runtime() {
  jq --arg path "$OCI_DEVICE_HOOK" --argjson args "$1" '.hooks.createRuntime = [{path: $path, args: $args}]' \
    "$CONFIG" > "$CONFIG.new"
  mv "$CONFIG.new" "$CONFIG"
}

@test "precreate [our hook of a CDI spec is at createRuntime]: our hook that covers nodes is planted beside it" {
  need_root
  make_host_device
  snapshot_dev
  mode private
  change 's|"devices" : \[.*\],|"devices":[],|'
  change "s|\"root\":|\"mounts\":[{\"type\":\"bind\",\"source\":\"$HOST_DEVICE\",\"destination\":\"$HOST_DEVICE\"}],&|"
  with_create_runtime '["oci-device-hook", "create-symlinks", "--link", "/dev/a", "/dev/b"]'
  precreate "$CONFIG"
  assert_status 0
  assert_json "$OUT" '[.hooks.createRuntime[].args[1]] == ["create-symlinks", "createRuntime"]'
  # The control: once it is there, it is not planted again.
  with_create_runtime '["oci-device-hook", "createRuntime"]'
  precreate "$CONFIG"
  assert_output_is ''
}

# The output side

# to_descriptor N: precreate with its stdout there.
to_descriptor() {
  ERR=$BATS_TEST_TMPDIR/err status=0
  stderr_to "$ERR" writing_to "$1" env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" precreate < "$CONFIG" || status=$?
}

# writing_to N COMMAND
writing_to() {
  local fd=$1
  shift
  "$@" 1>&"$fd"
}

@test "precreate [stdout full]: 74" {
  exec 7> /dev/full
  to_descriptor 7
  assert_status 74
  assert_stderr 'ENOSPC|no space'
}

@test "precreate [stdout closed]: 74" {
  to_descriptor -
  assert_status 74
}

@test "precreate [reader gone]: 74" {
  mkfifo "$BATS_TEST_TMPDIR/pipe"
  # Opened for both first, since opening one end alone waits for the other.
  # shellcheck disable=SC2094
  exec 8<> "$BATS_TEST_TMPDIR/pipe" 7> "$BATS_TEST_TMPDIR/pipe" 8<&-
  to_descriptor 7
  assert_status 74
}

@test "precreate [a reader slower than the writer, 3 MB]: every byte arrives" {
  mode off
  pad 3000000
  env --ignore-environment "$HOOK_PATH" "$OCI_DEVICE_HOOK" precreate < "$CONFIG" |
    dd bs=100 status=none > "$BATS_TEST_TMPDIR/slow"
  assert_same_bytes "$CONFIG" "$BATS_TEST_TMPDIR/slow"
}

# Stages and arguments

@test "createContainer and startContainer: 64, and the reason" {
  local stage
  for stage in createContainer startContainer; do
    hook "$stage" < "$CONFIG"
    assert_status 64
    assert_stderr "$stage"
    assert_stderr 'createRuntime'
  done
}

@test "an unknown command: 64" {
  hook preCreate < "$CONFIG"
  assert_status 64
}

@test "--version: version, Node version and git commit" {
  hook --version < /dev/null
  assert_status 0
  assert_output '[0-9]+\.[0-9]+\.[0-9]+.*26\.[0-9]+\.[0-9]+.*[0-9a-f]{7}'
}
