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

# Filters for new_bundle. Each prints one.

# mapped FIRST: a user namespace whose 65536 ids are the host's from FIRST on.
mapped() {
  printf '%s' '.linux.namespaces += [{type: "user"}]' \
    " | .linux.uidMappings = [{containerID: 0, hostID: $1, size: 65536}]" \
    " | .linux.gidMappings = [{containerID: 0, hostID: $1, size: 65536}]"
}

# as_entry PATH: the device under its host's path, which is what runc binds where it may not make nodes.
as_entry() { printf '.linux.devices[0].path = "%s"' "$1"; }

# as_bind SOURCE [DESTINATION [OPTION]]: in the place of linux.devices. The option says where mounts below it spread to.
as_bind() {
  printf 'del(.linux.devices) | .mounts += [{type: "bind", source: "%s", destination: "%s", options: ["rbind", "%s"]}]' \
    "$1" "${2-$1}" "${3-rprivate}"
}

# opens PATH: the container prints the node's owner, and uses it.
opens() { printf '.process.args[2] = %s' "$(jq --null-input --arg script "$(show "$1"); $(use "$1")" '$script')"; }

# run_bundle RUNTIME BUNDLE: the container's output and exit status.
# stdin is a pipe: crun < 1.24 changes the owner of its stdio, and that of the host's /dev/null with it.
run_bundle() {
  local runtime=$1 bundle=$2
  (cd "$bundle" && : | "$runtime" run --bundle "$bundle" "odh-$$-$BATS_TEST_NUMBER-${bundle##*.}")
}
