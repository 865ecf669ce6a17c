# Bundles for crun and runc, and config.json files for direct calls.

# new_bundle: an OCI bundle whose user 1000 is given the test device as /dev/video2. Prints its directory.
# Arguments are jq filters, applied one after the other; in them $gid is the device's group and $entry a hooks
# element that calls the built hook as createRuntime.
new_bundle() {
  local bundle
  bundle=$(mktemp --directory "$BATS_TEST_TMPDIR/bundle.XXXXXX")
  cp --archive "$ODH_SUITE/rootfs" "$bundle/rootfs"
  cp "$BATS_TEST_DIRNAME/../support/config.json" "$bundle/config.json"
  edit_json "$bundle/config.json" ".linux.devices[0].gid = \$gid" "$@"
  printf '%s\n' "$bundle"
}

# edit_json FILE FILTER...
edit_json() {
  local file=$1 filter
  shift
  for filter in "$@"; do
    jq --argjson gid "$ODH_GID" --argjson entry "$(hook_entry createRuntime)" "$filter" "$file" > "$file.new"
    mv "$file.new" "$file"
  done
}

# What a container's user does with the device. The shell prints why it cannot.
# shellcheck disable=SC2034 # used by the suites
readonly USE_DEVICE='echo x > /dev/video2 && echo opened'

# A filter for new_bundle: no start unless every device is usable.
# shellcheck disable=SC2034 # used by the suites
readonly REQUIRE_ALL='.annotations["oci-device-hook/require"] = "all"'

# run_bundle RUNTIME BUNDLE: the container's output and exit status.
# stdin is a pipe: crun < 1.24 changes the owner of its stdio, and that of the host's /dev/null with it.
run_bundle() {
  local runtime=$1 bundle=$2
  (cd "$bundle" && : | "$runtime" run --bundle "$bundle" "odh-$$-$BATS_TEST_NUMBER-${bundle##*.}")
}
