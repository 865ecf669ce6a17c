# A machine as a new user has it: engines read their configuration from /etc and the home directory, where the suites'
# own settings are now, and /usr/local is empty. All of it is the mount namespace's own (test/bats/run).

# need_clean_machine: podman has to be somewhere else than in the directory that is hidden.
need_clean_machine() {
  need_podman
  [[ $(command -v podman crun runc jq) != */usr/local/* ]] || skip 'needs engines outside of /usr/local, which it hides'
}

# clean_machine: for setup. Undone by the teardown.
clean_machine() {
  mount -t tmpfs -o mode=755 tmpfs /usr/local
  at_end 'umount /usr/local'
  mkdir /usr/local/bin
  own_copy /etc/containers
  rm -rf /etc/containers/containers.conf /etc/containers/containers.conf.d
  cp "$CONTAINERS_STORAGE_CONF" /etc/containers/storage.conf
  { printf '# The administrator'\''s own file.\n'; cat "$CONTAINERS_CONF"; } > /etc/containers/containers.conf
  unset CONTAINERS_CONF
  at_end 'rm -rf /etc/crio /var/lib/oci-device-hook'
  snapshot_files
}

# own_copy DIR: what is written there is gone after the test.
own_copy() {
  mkdir -p "$1"
  cp --archive "$1" "$BATS_TEST_TMPDIR/copy"
  mount -t tmpfs -o mode=755 tmpfs "$1"
  at_end "umount $1"
  cp --archive "$BATS_TEST_TMPDIR/copy/." "$1"
}

# Every file that an installation may touch, with its bytes, mode, owner and time; podman's own storage is left out.
files_of_machine() {
  local places=(/usr/local /etc/containers /etc/crio /var/lib/oci-device-hook "$@") place
  for place in "${places[@]}"; do
    if [ ! -e "$place" ]; then continue; fi
    find "$place" -path '*/share/containers' -prune -o -type d -printf '%p %m\n' -o -type l -printf '%p %l\n' -o \
      -type f -exec stat --format='%n %a %u:%g %Y' {} + -exec sha256sum {} +
  done | LC_ALL=C sort
}

snapshot_files() { files_of_machine "$@" > "$BATS_TEST_TMPDIR/files.before"; }

# assert_files_restored: bit for bit, and nothing new.
assert_files_restored() {
  files_of_machine "$@" | diff "$BATS_TEST_TMPDIR/files.before" - || fail 'expected the files of the machine to be as before'
}
