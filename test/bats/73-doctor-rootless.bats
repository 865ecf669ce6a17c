#!/usr/bin/env bats
# What rootless users meet: groups of an old login, devices whose group has no number in the container.

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  need_rootless
  need jq
  need_hook
  make_host_device
  snapshot_dev
  UID_OF_MEMBER=$(id -u "$MEMBER")
}

# start_manager: a process of the member's that stands for the manager of their units, with the groups that it is started
# with, and a systemctl that names it. systemd itself does not run here: its answer is recorded, the process is real.
start_manager() {
  local pid
  # By the time the shell says its number, it has the member's groups.
  # shellcheck disable=SC2016 # for that shell
  read -r pid < <(as "$MEMBER" sh -c 'echo $$; exec sleep 600' < <(:) 3>&-)
  at_end "kill $pid"
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\ncase "$*" in *MainPID*user@%s.service*) echo %s;; esac\n' "$UID_OF_MEMBER" "$pid" \
    > "$BATS_TEST_TMPDIR/bin/systemctl"
  chmod 755 "$BATS_TEST_TMPDIR/bin/systemctl"
}

doctor() { run env PATH="$BATS_TEST_TMPDIR/bin:$PATH" "$OCI_DEVICE_HOOK" doctor --user "$MEMBER" "$@" < <(:); }

@test "doctor [S4, the group was joined after the manager began]: names the unit, the group and the one command" {
  STALE_LOGIN=1 start_manager
  doctor
  assert_status 1
  assert_output "user@$UID_OF_MEMBER.service lacks .*\($ODH_GID\), which the"
  assert_output "remedy: sudo systemctl restart user@$UID_OF_MEMBER.service"
}

@test "doctor [control: the manager has the groups]: nothing is said to be stale" {
  start_manager
  doctor --json
  [ "$(jq --raw-output '[.findings[] | select(.check == "sessions") | .severity] | join(" ")' <<< "$output")" = ok ] ||
    fail "found $output"
}

@test "doctor [a session without a group of /etc/group, as its user]: names the session" {
  STALE_LOGIN=1 run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor < <(:)
  assert_status 1
  assert_output "the session of $MEMBER lacks"
  run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor --json < <(:)
  [ "$(jq '[.findings[] | select(.code == "GROUPS_STALE")] | length' <<< "$output")" = 0 ] || fail "found $output"
}

@test "doctor CONTAINER [rootless, the group is not mapped]: says that nobody is only how it is shown" {
  need crun
  as "$OUTSIDER" podman --runtime crun --hooks-dir "$(no_hooks)" run --detach --interactive --name odh \
    --device "$HOST_DEVICE" "$ODH_IMAGE" sleep 600 < <(:) >/dev/null
  run as "$OUTSIDER" "$OCI_DEVICE_HOOK" doctor odh < <(:)
  as "$OUTSIDER" podman rm --force --time 0 odh >/dev/null
  assert_status 1
  assert_output 'ROOTLESS_UNMAPPED_GROUP'
  assert_output "only how gid $ODH_GID is"
  assert_output "remedy: oci-device-hook gidmap .*stat -c %G $HOST_DEVICE"
  assert_output "$HOST_DEVICE +other +0:0 .*denied +mode"
}

@test "devices --user [as root]: the kernel's answer for a member and for somebody else" {
  run "$OCI_DEVICE_HOOK" devices "$HOST_DEVICE" --user "$MEMBER" < <(:)
  assert_output "$MEMBER: .*yes, group .*asked of the kernel"
  run "$OCI_DEVICE_HOOK" devices "$HOST_DEVICE" --user "$OUTSIDER" < <(:)
  assert_output "$OUTSIDER: .*no, in none of: .*asked of the kernel"
}

@test "devices --user [not as root]: the answer is computed, and says so" {
  run as "$OUTSIDER" "$OCI_DEVICE_HOOK" devices "$HOST_DEVICE" --user "$OUTSIDER" < <(:)
  assert_output 'no, .*computed; root asks the kernel'
}

@test "doctor [rootless podman with runc]: says that the groups of the user reach no container; with crun it does not" {
  need crun runc
  local conf=/var/lib/$MEMBER/containers.conf
  cp "$conf" "$BATS_TEST_TMPDIR/conf"
  at_end "cp $BATS_TEST_TMPDIR/conf $conf"
  sed -i '/^\[engine\]/a runtime = "runc"' "$conf"
  run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor < <(:)
  assert_output 'KEEP_GROUPS_IGNORED_BY_RUNC'
  sed -i 's/^runtime = "runc"/runtime = "crun"/' "$conf"
  run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor < <(:)
  assert_output 'podman, rootless, starts containers with crun'
  refute_output 'KEEP_GROUPS_IGNORED_BY_RUNC'
}
