#!/usr/bin/env bats
# The shipped hooks.d entries are read by podman, and their hook runs for the containers that ask, and only for them.

setup() {
  load helpers
  need_podman
  need jq
  make_recorder
  snapshot_dev
}

# Stands in for the binary: notes how it was called, and as a precreate hook hands the config on.
make_recorder() {
  RECORDER=$BATS_TEST_TMPDIR/recorder
  CALLS=$BATS_TEST_TMPDIR/calls
  {
    printf '#!/bin/sh\nprintf "args=%%s %%s PATH=%%s\\n" "$#" "$*" "$PATH" >> %q\n' "$CALLS"
    printf 'env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^PATH= | sed s/^/leaked:/ >> %q\n' "$CALLS"
    printf 'if [ "$1" = precreate ]; then exec cat; fi\n'
  } > "$RECORDER"
  chmod 755 "$RECORDER"
}

assert_runs_for_annotated_only() {
  local stage=$1 dir
  dir=$(hooks_dir "$stage" "$RECORDER")
  run podman --hooks-dir "$dir" run --rm --interactive "$ODH_IMAGE" true < <(:)
  assert_status 0
  [ ! -e "$CALLS" ] || fail "the hook ran for a container without annotation: $(cat "$CALLS")"
  NOT_A_SECRET=1 run podman --hooks-dir "$dir" run --rm --interactive --env IMAGE_VARIABLE=1 \
    --annotation oci-device-hook/mode=auto "$ODH_IMAGE" true < <(:)
  assert_status 0
  diff "$CALLS" <(echo "args=1 $stage PATH=/usr/sbin:/usr/bin:/sbin:/bin") || fail 'expected one call, with nothing but PATH'
}

@test "hooks.d/precreate runs once, with an environment of PATH alone, and only for annotated containers" {
  assert_runs_for_annotated_only precreate
}

@test "hooks.d/createRuntime runs once, with an environment of PATH alone, and only for annotated containers" {
  assert_runs_for_annotated_only createRuntime
}

@test "hooks.d/prestart runs once, with an environment of PATH alone, and only for annotated containers" {
  assert_runs_for_annotated_only prestart
}

@test "hooks.d: an annotation of another tool whose name contains ours does not match" {
  run podman --hooks-dir "$(hooks_dir createRuntime "$RECORDER")" run --rm --interactive \
    --annotation example.com/oci-device-hook/mode=auto "$ODH_IMAGE" true < <(:)
  assert_status 0
  [ ! -e "$CALLS" ] || fail 'the hook ran for another tool'\''s annotation'
}

@test "hooks.d [control]: podman refuses every container when an entry has a typo" {
  local dir
  dir=$(hooks_dir precreate "$RECORDER")
  sed -i 's/"stages"/"stage"/' "$dir"/*.json
  run podman --hooks-dir "$dir" run --rm --interactive "$ODH_IMAGE" true < <(:)
  assert_failed
  assert_output 'setting up OCI Hooks'
}

@test "hooks.d: every entry has an absolute path, a timeout below 30 s and an explicit environment" {
  local json
  for json in "$BATS_TEST_DIRNAME"/../../hooks.d/*/*.json; do
    assert_json "$json" '.version == "1.0.0" and .hook.path == "/usr/bin/oci-device-hook"'
    assert_json "$json" '.hook.timeout > 0 and .hook.timeout < 30 and (.hook.env | length) > 0'
    assert_json "$json" '.hook.args == ["oci-device-hook", .stages[0]] and (.stages | length) == 1'
    assert_json "$json" '.when.annotations | keys == ["^oci-device-hook/"]'
  done
}

@test "hooks.d: precreate is alone in its directory, because CRI-O and buildah refuse a directory that names it" {
  local hooks=$BATS_TEST_DIRNAME/../../hooks.d
  run grep --files-with-matches --recursive '"precreate"' "$hooks"
  [ "$output" = "$hooks/precreate/oci-device-hook-precreate.json" ] || fail 'expected one file that names precreate'
  run ls "$hooks/precreate"
  [ "$output" = oci-device-hook-precreate.json ] || fail 'expected one file in hooks.d/precreate'
}
