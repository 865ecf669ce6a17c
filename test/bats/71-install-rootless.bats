#!/usr/bin/env bats
# The same for one user, without root: everything goes below the home directory.

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  need_rootless
  need_hook
  need crun
  make_host_device
  USER_HOME=/var/lib/$MEMBER
  settle "$MEMBER"
  snapshot_files "$USER_HOME/.config" "$USER_HOME/.local"
  snapshot_dev
}

# settle USER: the suite's settings in the user's own configuration, where podman looks by itself.
settle() {
  local home=/var/lib/$1 config=/var/lib/$1/.config/containers
  as "$1" mkdir -p "$config" "$home/.local/state"
  as "$1" cp "$home/containers.conf" "$config"
  rm -rf "$config/containers.conf.d" "$home/.local/bin" "$home/.local/share/oci-device-hook"
}

# as_user COMMAND: as MEMBER, without the variable that would keep podman from reading the user's files.
as_user() { as "$MEMBER" env --unset=CONTAINERS_CONF "$@"; }

start() {
  run as_user podman --runtime crun run --rm --interactive --device "$HOST_DEVICE" "$(asks mode=auto)" "$ODH_IMAGE" \
    sh -c "$(use "$HOST_DEVICE")" < <(:)
}

@test "install --rootless: a canary proves that the hook runs, the device opens, and uninstall restores the home" {
  start
  assert_failed
  run as_user "$OCI_DEVICE_HOOK" install --rootless
  assert_status 0
  assert_output 'hook ran: podman [0-9.]+, (crun|runc) [0-9.]+, stage precreate, [0-9.]+ ms'
  start
  assert_status 0
  assert_output opened
  run as_user "$USER_HOME/.local/bin/oci-device-hook" uninstall --rootless
  assert_status 0
  assert_files_restored "$USER_HOME/.config" "$USER_HOME/.local"
  start
  assert_failed
}

@test "install --rootless [hooks_dir in the user's file]: it stays in force" {
  local conf=$USER_HOME/.config/containers/containers.conf
  sed -i '/^\[engine\]/a hooks_dir = ["/etc/site-hooks"] # mine' "$conf"
  run as_user "$OCI_DEVICE_HOOK" install --rootless
  assert_status 0
  run cat "$USER_HOME/.config/containers/containers.conf.d/oci-device-hook.conf"
  assert_output 'hooks_dir = \["/etc/site-hooks", "'"$USER_HOME"'/.local/share/oci-device-hook/hooks.d"\]'
  as_user "$OCI_DEVICE_HOOK" uninstall --rootless
}

@test "install [a user without --rootless, root with it]: refused with the other way" {
  run as_user "$OCI_DEVICE_HOOK" install
  assert_status 78
  assert_output 'remedy: run it with sudo, or add --rootless'
  run env --unset=CONTAINERS_CONF "$OCI_DEVICE_HOOK" install --rootless
  assert_status 78
  assert_output 'remedy: run it as that user'
  assert_files_restored "$USER_HOME/.config" "$USER_HOME/.local"
}

@test "install --rootless [a containers.conf that the user may not read, or a directory]: says which, exit 78" {
  local conf=$USER_HOME/.config/containers/containers.conf
  chown 0:0 "$conf"
  chmod 600 "$conf"
  run as_user "$OCI_DEVICE_HOOK" install --rootless --dry-run
  assert_status 78
  assert_output "$conf: open answers EACCES"
  refute_output 'internal error'
  rm "$conf"
  mkdir "$conf"
  run as_user "$OCI_DEVICE_HOOK" install --rootless --dry-run
  rmdir "$conf"
  assert_status 78
  assert_output "$conf: read answers EISDIR"
}
