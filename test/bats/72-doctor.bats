#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# doctor and verify, on containers whose devices do not open: which layer said no, and what mends it.

setup() {
  load helpers
  need_podman
  need jq
  need_hook
  watch_null
  make_host_device
  snapshot_dev
  NAME=odh-$$-$BATS_TEST_NUMBER
}

# start RUNTIME [OPTIONS] [-- COMMAND]: a container that runs until the test ends; HOOKS is a directory of hooks.
start() {
  local runtime=$1
  shift
  at_end "remove_containers $NAME"
  podman --runtime "$runtime" --hooks-dir "${HOOKS-$(no_hooks)}" run --detach --interactive --name "$NAME" "$@" \
    "$ODH_IMAGE" sleep 600 < <(:) >/dev/null
}

doctor() { run "$OCI_DEVICE_HOOK" doctor "$@" < <(:); }

# Codes of what was recognised, in alphabetical order; not that this host has no hook, which it has not.
recognised() {
  "$OCI_DEVICE_HOOK" doctor "$NAME" --json < <(:) |
    jq --raw-output '[.findings[].code | select(. != "HOOK_NOT_INSTALLED")] | sort | join(" ")'
}

assert_recognised() {
  local found
  found=$(recognised)
  [ "$found" = "$1" ] || fail "expected the findings \"$1\", found \"$found\""
}

@test "doctor CONTAINER [S5, denied]: exit 1, one row for the device, and JSON says the same" {
  check() {
    start "$1" --user 1000:1000 --device "$HOST_DEVICE"
    doctor "$NAME"
    assert_status 1
    assert_output "$HOST_DEVICE +other +1000:1000 .*denied +mode"
    run "$OCI_DEVICE_HOOK" doctor "$NAME" --json < <(:)
    assert_status 1
    [ "$(jq --raw-output '.devices[] | "\(.path) \(.verdict) \(.layer)"' <<< "$output")" = "$HOST_DEVICE denied mode" ]
    remove_containers "$NAME"
  }
  for_each_runtime check
}

@test "doctor CONTAINER [served by the hook]: exit 0, and it opens" {
  check() {
    HOOKS=$(hooks_dir precreate) start "$1" --user 1000:1000 --device "$HOST_DEVICE" "$(asks mode=auto)"
    doctor "$NAME"
    assert_status 0
    assert_output "$HOST_DEVICE +other +1000:1000 .*usable"
    run podman exec --interactive "$NAME" sh -c "$(use "$HOST_DEVICE")" < <(:)
    assert_output opened
    remove_containers "$NAME"
  }
  for_each_runtime check
}

@test "doctor CONTAINER [not running]: says what its next start would give" {
  at_end "remove_containers $NAME"
  podman --hooks-dir "$(no_hooks)" run --interactive --name "$NAME" --user 1000:1000 --device "$HOST_DEVICE" \
    "$ODH_IMAGE" true < <(:)
  doctor "$NAME"
  assert_status 1
  assert_output 'not running: what the next start would give'
  assert_output "$HOST_DEVICE +other +1000:1000 .*denied"
}

@test "doctor CONTAINER [no such container]: exit 65, a sentence, no stack" {
  doctor no-such-container
  assert_status 65
  assert_output 'found no such container, asked podman, crun and runc'
  refute_output '^ +at '
}

# make_unruled_device: c 1:14, which no rule of every container covers and no driver serves. EPERM comes before ENXIO.
make_unruled_device() {
  UNRULED=$HOST_DEVICE-unruled
  mknod --mode=0666 "$UNRULED" c 1 14
  at_end "rm -f $UNRULED"
  snapshot_dev
}

@test "verify --open [S6]: tells EACCES of the mode from EPERM of the device cgroup" {
  check() {
    start "$1" --user 1000:1000 --volume "$HOST_DEVICE:$HOST_DEVICE" --volume "$UNRULED:$UNRULED"
    run "$OCI_DEVICE_HOOK" verify "$NAME" --open --path "$HOST_DEVICE" "$UNRULED" < <(:)
    assert_status 1
    assert_output "EACCES: mode bits 0660 of 0:$ODH_GID say no to uid 1000, gid $ODH_GID is not in its groups"
    assert_output 'EPERM: no device cgroup rule allows c 1:14'
    remove_containers "$NAME"
  }
  make_unruled_device
  for_each_runtime check
}

@test "verify --open [control]: with a rule the device cgroup lets through what it kept from" {
  make_unruled_device
  start crun --user 1000:1000 --device "$UNRULED"
  run "$OCI_DEVICE_HOOK" verify "$NAME" --open --path "$UNRULED" < <(:)
  refute_output EPERM
  assert_output ENXIO
}

@test "doctor CONTAINER [given with -v, no device rule]: CGROUP_NO_RULE with the rule, and not with --device" {
  make_unruled_device
  start runc --user 1000:1000 --volume "$UNRULED:$UNRULED"
  doctor "$NAME"
  assert_status 1
  assert_output 'CGROUP_NO_RULE'
  assert_output 'the rule "c 1:14 rw"'
  remove_containers "$NAME"
  start runc --user 1000:1000 --device "$UNRULED"
  assert_recognised ''
}

@test "doctor CONTAINER [-v, and not in the group]: names both layers that say no" {
  [ -e /sys/fs/cgroup/devices ] || skip 'needs cgroup v1: v2 does not tell its rules'
  make_unruled_device
  chmod 660 "$UNRULED"
  snapshot_dev
  start runc --user 1000:1000 --volume "$UNRULED:$UNRULED"
  doctor "$NAME"
  assert_status 1
  assert_output "$UNRULED +other +1000:1000 .*denied +mode, cgroup"
  assert_recognised CGROUP_NO_RULE
  assert_output 'EACCES'
  assert_output 'EPERM'
}

@test "doctor CONTAINER [S8, unplugged while it runs]: named as that, never as a permission problem" {
  check() {
    local device=$HOST_DEVICE-plugged
    make_device "$device"
    start "$1" --volume "$device:$device" --user 1000:1000
    chmod 0 "$device"
    rm "$device"
    doctor "$NAME"
    assert_status 1
    assert_output "$device .*denied +unplugged"
    assert_output 'this is not a permission problem'
    assert_output "remedy:.* podman restart $NAME"
    refute_output 'EACCES|mode bits'
    assert_recognised UNPLUGGED
    remove_containers "$NAME"
  }
  for_each_runtime check
  snapshot_dev # It is this test that changed /dev.
}

@test "doctor CONTAINER [keep-groups with runc]: named; with crun it is not" {
  need runc crun
  start runc --user 1000:1000 --device "$HOST_DEVICE" --annotation run.oci.keep_original_groups=1
  assert_recognised KEEP_GROUPS_IGNORED_BY_RUNC
  remove_containers "$NAME"
  start crun --user 1000:1000 --device "$HOST_DEVICE" --annotation run.oci.keep_original_groups=1
  assert_recognised ''
}

@test "doctor CONTAINER [drops root with its groups]: named, unless its user is served" {
  start crun --env PUID=1000 --env PGID=1001 --device "$HOST_DEVICE"
  doctor "$NAME"
  assert_output 'DROPS_GROUPS'
  assert_output 'oci-device-hook/user=1000:1001'
  remove_containers "$NAME"
  start crun --env PUID=1000 --device "$HOST_DEVICE" "$(asks user=1000)"
  assert_recognised ''
}

@test "doctor CONTAINER [a group that the hook added]: podman exec lacks it, as doctor says" {
  HOOKS=$(hooks_dir precreate) start crun --user 1000:1000 --volume "$HOST_DEVICE:$HOST_DEVICE" "$(asks mode=groups)" \
    --health-cmd "test -w $HOST_DEVICE"
  assert_recognised EXEC_LACKS_GROUP
  doctor "$NAME"
  assert_status 0
  assert_output 'its health check, which uses it, and podman exec do not'
  run podman exec --interactive "$NAME" sh -c "$(use "$HOST_DEVICE")" < <(:)
  assert_output 'Permission denied'
  remove_containers "$NAME"
  HOOKS=$(hooks_dir precreate) start crun --user 1000:1000 --volume "$HOST_DEVICE:$HOST_DEVICE" "$(asks mode=groups)" \
    --group-add "$ODH_GID"
  assert_recognised ''
  run podman exec --interactive "$NAME" sh -c "$(use "$HOST_DEVICE")" < <(:)
  assert_output opened
}

@test "doctor CONTAINER [--userns=auto]: an owner without a number with runc, cut mode bits with crun" {
  need runc crun
  grep --quiet '^containers:' /etc/subuid || printf 'containers:2000000000:1000000\n' | tee -a /etc/subuid >> /etc/subgid
  start runc --userns=auto --user 1000:1000 --device "$HOST_DEVICE"
  doctor "$NAME"
  assert_status 1
  assert_output 'USERNS_UNMAPPED_OWNER'
  assert_output 'shows as nobody:nobody'
  run podman exec --interactive "$NAME" stat -c '%u:%g' "$HOST_DEVICE" < <(:)
  assert_output '65534:65534'
  remove_containers "$NAME"
  start crun --userns=auto --user 1000:1000 --device "$HOST_DEVICE"
  if [ "$(podman exec --interactive "$NAME" stat -c %a "$HOST_DEVICE" < <(:))" = 640 ]; then
    assert_recognised CRUN_MODE_CUT
  else
    assert_recognised ''
  fi
}

@test "doctor CONTAINER [open by an ACL alone]: it opens now, and that it may not stay is said" {
  need setfacl
  setfacl --modify user:1000:rw "$HOST_DEVICE"
  snapshot_dev
  start crun --user 1000:1000 --volume "$HOST_DEVICE:$HOST_DEVICE"
  doctor "$NAME"
  assert_status 0
  assert_output 'ACL_SEAT'
  run podman exec --interactive "$NAME" sh -c "$(use "$HOST_DEVICE")" < <(:)
  assert_output opened
}

@test "doctor CONTAINER [0600, of no known class]: no group helps, and the hook is what is offered, not a udev rule" {
  chmod 600 "$HOST_DEVICE"
  snapshot_dev
  start crun --user 1000:1000 --group-add "$ODH_GID" --device "$HOST_DEVICE"
  doctor "$NAME"
  assert_status 1
  assert_recognised NODE_WITHOUT_GROUP
  assert_output "remedy: podman run --annotation oci-device-hook/mode=auto --device $HOST_DEVICE IMAGE"
  refute_output 'udev|chmod 666'
}

@test "doctor CONTAINER [--privileged as a user]: one finding for all of /dev, and nothing that opens a disk" {
  start crun --privileged --user 1000:1000
  doctor "$NAME"
  assert_status 1
  assert_recognised PRIVILEGED_DENIED
  assert_output '--privileged: name the devices you need'
  refute_output 'udev|chmod'
  [ "${#lines[@]}" -lt 60 ] || fail "expected less than 60 lines, found ${#lines[@]}"
}

@test "doctor CONTAINER [no hook is installed]: says so beside the annotation, and no more once there is one" {
  start crun --user 1000:1000 --device "$HOST_DEVICE"
  doctor "$NAME"
  assert_output "remedy: podman run --annotation oci-device-hook/mode=auto --device $HOST_DEVICE IMAGE"
  assert_output 'HOOK_NOT_INSTALLED'
  assert_output 'remedy: sudo oci-device-hook install'
  printf '[engine]\nhooks_dir = ["%s"]\n' "$(hooks_dir precreate)" |
    install -D --mode=644 /dev/stdin /etc/containers/containers.conf.d/odh.conf
  at_end 'rm -r /etc/containers/containers.conf.d'
  doctor "$NAME"
  assert_status 1
  refute_output 'HOOK_NOT_INSTALLED'
}

@test "doctor [crun and runc by themselves]: asks the runtime for a container that podman does not know" {
  check() {
    local bundle
    bundle=$(new_bundle '.process.args = ["sleep", "600"]')
    at_end "$1 delete --force $NAME-$1"
    (cd "$bundle" && : | "$1" run --detach --bundle "$bundle" "$NAME-$1" >/dev/null 2>&1)
    doctor "$NAME-$1"
    assert_status 1
    assert_output "$NAME-$1: $1, $1, running"
    assert_output '/dev/video2 +other +1000:1000 .*denied +mode'
  }
  for_each_runtime check
}

@test "doctor [this host]: every finding has a code, and exit 0, 1 or 2 by the worst of them" {
  run "$OCI_DEVICE_HOOK" doctor --json < <(:)
  local expected
  expected=$(jq '[.findings[].severity] | if any(. == "fail") then 1 elif any(. == "unknown") then 2 else 0 end' <<< "$output")
  [ "$status" = "$expected" ] || fail "expected exit $expected, found $status"
  jq --exit-status '.findings | length > 10 and all(.code != "" and (.severity == "ok" or .expected != null))' \
    <<< "$output" >/dev/null || fail "found $output"
}

@test "doctor [a hooks directory that buildah reads has precreate]: the trap is named" {
  install -D --mode=644 "$(hooks_dir precreate)"/*.json -t /etc/containers/oci/hooks.d
  at_end 'rm -r /etc/containers/oci/hooks.d'
  doctor
  assert_status 1
  assert_output 'PRECREATE_TRAP'
}

@test "doctor --replay [S7, recorded answers: SELinux enforcing, container_use_devices off]: the warning and its command" {
  doctor --replay "$BATS_TEST_DIRNAME/../support/recorded/fedora-selinux.json"
  assert_output 'Recorded answers, not this machine'
  assert_output 'SELINUX_DEVICES_OFF'
  assert_output 'sudo setsebool -P container_use_devices=true'
}

@test "doctor --explain [what podman says when a device is denied]: recognised, from stdin" {
  podman --hooks-dir "$(no_hooks)" run --rm --interactive --user 1000:1000 --device "$HOST_DEVICE" "$ODH_IMAGE" \
    sh -c "$(use "$HOST_DEVICE")" > "$BATS_TEST_TMPDIR/said" 2>&1 < <(:) || true
  run "$OCI_DEVICE_HOOK" doctor --explain < "$BATS_TEST_TMPDIR/said"
  assert_status 0
  assert_output 'MODE_DENIED'
  assert_output "$HOST_DEVICE"
}

@test "doctor [a hooks directory of a drop-in]: the podman of root runs the hook; without its executable it says so" {
  local hooks
  hooks=$(hooks_dir precreate)
  printf '[engine]\nhooks_dir = ["%s"]\n' "$hooks" | install -D --mode=644 /dev/stdin /etc/containers/containers.conf.d/odh.conf
  at_end 'rm -r /etc/containers/containers.conf.d'
  doctor --json
  jq --exit-status --arg path "$OCI_DEVICE_HOOK" '.findings | any(.code == "HOOK" and (.found | contains($path)))' \
    <<< "$output" >/dev/null || fail "expected HOOK, found $output"
  jq '.hook.path = "/no/such/oci-device-hook"' "$hooks"/*.json > "$BATS_TEST_TMPDIR/entry"
  cp "$BATS_TEST_TMPDIR/entry" "$hooks"/*.json
  doctor
  assert_status 1
  assert_output 'HOOK_PATH_MISSING'
}

@test "doctor [a broken policy]: the table, POLICY_INVALID with line and column, exit 1; cdi check goes on as well" {
  write_policy < <(printf '[log\n')
  doctor
  assert_status 1
  assert_output '✖ fail  POLICY_INVALID|x fail  POLICY_INVALID'
  assert_output 'policy.toml:1:5'
  assert_output 'ok +kernel'
  run "$OCI_DEVICE_HOOK" cdi check < <(:)
  assert_status 0
  mkdir -p /etc/cdi
  at_end 'rm -r /etc/cdi'
  "$OCI_DEVICE_HOOK" policy check < <(:) >/dev/null 2>&1 && fail 'expected that the policy is refused'
  printf 'cdiVersion: 0.5.0\nkind: localhost/test\ndevices:\n  - name: a\n    containerEdits: {deviceNodes: [{path: %s}]}\n' \
    "$HOST_DEVICE" > /etc/cdi/x.yaml
  run "$OCI_DEVICE_HOOK" cdi check < <(:)
  assert_status 2
  assert_output 'localhost/test=a'
  assert_output 'policy.toml:1:5'
}

@test "doctor [a policy that others can write, a link, a directory]: the table and POLICY_INVALID" {
  local kind
  for kind in writable link directory; do
    printf '[log]\n' | install -D --mode=644 /dev/stdin /etc/oci-device-hook/policy.toml
    case $kind in
      writable) chmod 666 /etc/oci-device-hook/policy.toml ;;
      link) rm /etc/oci-device-hook/policy.toml && ln -s /etc/hostname /etc/oci-device-hook/policy.toml ;;
      directory) rm /etc/oci-device-hook/policy.toml && mkdir /etc/oci-device-hook/policy.toml ;;
    esac
    doctor
    rm -r /etc/oci-device-hook
    assert_status 1
    assert_output 'POLICY_INVALID'
  done
}

@test "doctor CONTAINER [the hook refused its start]: the device, the reason and the remedy, from the log" {
  at_end "remove_containers $NAME"
  run podman --hooks-dir "$(hooks_dir precreate)" run --interactive --name "$NAME" --user 1000:1000 \
    --device "$HOST_DEVICE" "$(asks mode=keep-groups)" "$(asks require=all)" "$ODH_IMAGE" true < <(:)
  assert_failed
  doctor "$NAME"
  assert_status 77
  assert_output 'the hook refused its last start, at .* UTC, exit 77: /dev/'
  assert_output "$HOST_DEVICE"
  assert_output 'remedy: '
  remove_containers "$NAME"
  run podman --hooks-dir "$(hooks_dir precreate)" run --interactive --name "$NAME" "$(asks mode=typo)" "$ODH_IMAGE" \
    true < <(:)
  assert_failed
  doctor "$NAME"
  assert_status 77
  assert_output 'exit 65: .*typo'
  assert_output "remedy: oci-device-hook log $NAME"
}

@test "doctor CONTAINER [created, never started]: the command that starts it" {
  at_end "remove_containers $NAME"
  podman --hooks-dir "$(no_hooks)" create --name "$NAME" "$ODH_IMAGE" true < <(:) >/dev/null
  doctor "$NAME"
  assert_status 65
  assert_output "remedy: podman start $NAME"
}
