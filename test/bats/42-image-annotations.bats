#!/usr/bin/env bats
# podman before 4.5.1 gives a container the annotations of its image. There nobody can tell who asked, so the policy alone
# bounds what an image gets. Later versions leave them out, and the image asks for nothing.

setup() {
  load helpers
  need_podman
  need jq
  need_hook
  make_host_device
  snapshot_dev
  rm -rf /run/oci-device-hook
  OPEN=(sh -c "$(show "$HOST_DEVICE"); $(use "$HOST_DEVICE")")
}

# image NAME KEY=VALUE...: an image with these annotations.
image() {
  local name=$1 annotation options=()
  shift
  for annotation in "$@"; do options+=("--annotation=$annotation"); done
  mkdir -p "$BATS_TEST_TMPDIR/context"
  printf 'FROM %s\n' "$ODH_IMAGE" |
    podman build --quiet --format oci "${options[@]}" --tag "localhost/$name" --file - "$BATS_TEST_TMPDIR/context" > /dev/null
  at_end "podman rmi --force localhost/$name > /dev/null"
}

# start IMAGE [OPTIONS]: nobody who starts it asks for anything.
start() {
  local image=localhost/$1
  shift
  run podman --hooks-dir "$(hooks_dir precreate)" run --rm --interactive --user 1000:1000 "$@" "$image" "${OPEN[@]}" < <(:)
}

gives_annotations_of_images() {
  local version
  version=$(podman version --format '{{.Client.Version}}')
  [ "$(printf '%s\n' "$version" 4.5.1 | sort --version-sort | head -1)" != 4.5.1 ]
}

logged() { tail --lines=1 /run/oci-device-hook/log.jsonl | jq --raw-output "$1"; }

@test "an image that asks for a device [without a policy]: it gets none" {
  image asks "oci-device-hook/devices=$HOST_DEVICE"
  start asks
  ! grep --quiet opened <<< "$output" || fail "found $output"
  if gives_annotations_of_images; then
    assert_failed
    [ "$(logged '.devices[0].strategy')" = refuse ] || fail "found $(logged .)"
  fi
}

@test "an image that asks for a device [create allows it]: old podmans give it, and later ones do not" {
  write_policy < <(printf '[create]\ndevices = ["/dev/oci-device-hook-test-*"]\n')
  image asks "oci-device-hook/devices=$HOST_DEVICE"
  start asks
  if gives_annotations_of_images; then assert_output 'opened'; else assert_output 'No such file|nonexistent'; fi
  # The control: on either, whoever starts it may ask.
  start asks "$(asks "devices=$HOST_DEVICE")"
  assert_output 'opened'
}

@test "an image that asks for a device [create allows it, annotations = \"none\"]: it gets none, and the container starts" {
  write_policy < <(printf 'annotations = "none"\n[create]\ndevices = ["/dev/oci-device-hook-test-*"]\n')
  image asks "oci-device-hook/devices=$HOST_DEVICE" "oci-device-hook/user=0"
  start asks
  assert_output 'No such file|nonexistent'
  if gives_annotations_of_images; then
    [ "$(logged '.ignored | sort | join(" ")')" = 'oci-device-hook/devices oci-device-hook/user' ] || fail "found $(logged .)"
  fi
}

# The way to root of the host that was: a quoted annotation in /etc/ld.so.preload is a library of the image.
@test "an image that names a file for the hook's stderr [crun, createRuntime]: the hook writes nothing into it" {
  need crun
  image preload 'oci-device-hook/devices=x:/run/e.so:x' "run.oci.hooks.stderr=$BATS_TEST_TMPDIR/preload"
  run podman --runtime crun --hooks-dir "$(hooks_dir createRuntime)" run --rm --interactive localhost/preload true < <(:)
  if gives_annotations_of_images; then
    assert_failed
    [ -f "$BATS_TEST_TMPDIR/preload" ] || fail "expected crun to make the file: $output"
    [ ! -s "$BATS_TEST_TMPDIR/preload" ] || fail "found in it: $(cat "$BATS_TEST_TMPDIR/preload")"
  fi
  # The control: whoever may set annotations gets as far on every podman.
  run podman --runtime crun --hooks-dir "$(hooks_dir createRuntime)" run --rm --interactive "$(asks 'devices=x:/run/e.so:x')" \
    --annotation "run.oci.hooks.stderr=$BATS_TEST_TMPDIR/caller" "$ODH_IMAGE" true < <(:)
  assert_failed
  [ -f "$BATS_TEST_TMPDIR/caller" ] || fail "expected crun to make the file: $output"
  [ ! -s "$BATS_TEST_TMPDIR/caller" ] || fail "found in it: $(cat "$BATS_TEST_TMPDIR/caller")"
}
