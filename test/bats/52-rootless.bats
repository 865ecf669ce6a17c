#!/usr/bin/env bats
# shellcheck disable=SC2317 # the functions named check are called by for_each_runtime
# Rootless podman: the host's node arrives by a bind mount, its group has no name in the user's namespace, and only
# groups can open it. One user is in the device's group, one is not.

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
  snapshot_mounts
  OPEN=(sh -c "grep ^Groups: /proc/self/status; $(use "$HOST_DEVICE")")
  rm -rf /run/user/*/oci-device-hook
}

# rootless USER RUNTIME [OPTIONS]: runs OPEN with the device and the hook; HOOKS is another stage than precreate.
rootless() {
  local user=$1 runtime=$2
  shift 2
  run as "$user" podman --runtime "$runtime" --hooks-dir "${HOOKS-$(hooks_dir precreate)}" run --rm --interactive \
    "${GIVEN---device=$HOST_DEVICE}" "$@" "$ODH_IMAGE" "${OPEN[@]}" < <(:)
}

# logged USER FILTER: of the last line.
logged() { log_of "$1" | tail --lines=1 | jq --raw-output "$2"; }

assert_opened_with() {
  assert_status 0
  assert_output 'opened'
  [ "$(logged "$1" '.devices[0] | "\(.strategy) \(.usable)"')" = "$2 true" ] || fail "expected $2: $(log_of "$1")"
}

assert_denied() {
  assert_failed
  assert_output 'Permission denied'
}

assert_not_started() {
  assert_failed
  refute_output 'opened|Permission denied|Groups'
}

# assert_refused USER REGEX: no start, the reason in the log, and no container left.
assert_refused() {
  assert_not_started
  [ "$(logged "$1" .exit)" = 77 ] || fail "expected a refusal: $(log_of "$1")"
  [[ $(logged "$1" '.devices[0].reason') =~ $2 ]] || fail "expected the reason $2: $(log_of "$1")"
  [ "$(as "$1" podman ps --all --quiet | wc -l)" = 0 ] || fail 'expected no container to be left'
}

# What the log promises and what the container met are one.
assert_truth() {
  local opened=false promised
  [[ ! $output =~ opened ]] || opened=true
  promised=$(logged "$1" '.devices[0].usable')
  [ "$promised" = "$opened" ] || fail "the log says usable: $promised: $(log_of "$1")"
}

# map_device_group: a line in /etc/subgid for the member, and a user namespace made anew. Sets the gid in there.
map_device_group() {
  local before
  before=$(cat /etc/subgid)
  printf '%s:%s:1\n' "$MEMBER" "$ODH_GID" >> /etc/subgid
  end_namespace "$MEMBER"
  at_end "printf '%s\n' '$before' > /etc/subgid && end_namespace $MEMBER"
  MAPPED_GID=$(as "$MEMBER" podman unshare awk -v gid="$ODH_GID" '$2 == gid { print $1 }' /proc/self/gid_map)
}

@test "rootless [control]: without the hook the member is denied, as uid 0 and as 1000" {
  check() {
    HOOKS=$(no_hooks) rootless "$MEMBER" "$1" "$(asks require=all)"
    assert_denied
    HOOKS=$(no_hooks) rootless "$MEMBER" "$1" --user 1000:1000 "$(asks require=all)"
    assert_denied
  }
  for_each_runtime check
}

@test "rootless crun [S2, --device, -v]: the member opens the device with the groups of the caller" {
  need crun
  local given
  for given in "--device=$HOST_DEVICE" "--volume=$HOST_DEVICE:$HOST_DEVICE"; do
    GIVEN=$given rootless "$MEMBER" crun --user 1000:1000 "$(asks require=all)"
    assert_opened_with "$MEMBER" keep-groups
    assert_output 'Groups:.* ?65534'
  done
}

@test "rootless crun [uid 0, keep-id, keep-id and uid 1000, --userns=auto, nomap]: the member opens the device" {
  need crun
  local options
  for options in --user=0:0 --userns=keep-id '--userns=keep-id --user=1000' --userns=auto --userns=nomap; do
    # shellcheck disable=SC2086 # options, separated by blanks
    rootless "$MEMBER" crun $options "$(asks require=all)"
    assert_opened_with "$MEMBER" keep-groups
  done
}

@test "rootless crun [--userns=auto, nomap, control]: root of such a namespace is denied" {
  need crun
  local options
  for options in --userns=auto --userns=nomap; do
    HOOKS=$(no_hooks) rootless "$MEMBER" crun "$options" "$(asks require=all)"
    assert_denied
  done
}

@test "rootless crun [podman exec]: a second process opens the device" {
  need crun
  as "$MEMBER" podman --runtime crun --hooks-dir "$(hooks_dir precreate)" run --detach --interactive --name odh \
    --user 1000:1000 --device "$HOST_DEVICE" "$(asks require=all)" "$ODH_IMAGE" sleep 600 < <(:) >/dev/null
  run as "$MEMBER" podman exec --interactive odh "${OPEN[@]}" < <(:)
  as "$MEMBER" podman rm --force --time 0 odh >/dev/null
  assert_status 0
  assert_output 'opened'
}

@test "rootless crun [podman start]: the device opens at the second start, too" {
  need crun
  local attempt
  as "$MEMBER" podman --runtime crun --hooks-dir "$(hooks_dir precreate)" create --interactive --name odh \
    --user 1000:1000 --device "$HOST_DEVICE" "$(asks require=all)" "$ODH_IMAGE" "${OPEN[@]}" >/dev/null
  for attempt in first second; do
    run as "$MEMBER" podman --runtime crun --hooks-dir "$(hooks_dir precreate)" start --attach --interactive odh < <(:)
    [[ $output =~ opened ]] || break
  done
  as "$MEMBER" podman rm --force --time 0 odh >/dev/null
  assert_output 'opened'
  [ "$attempt" = second ]
}

@test "rootless [0666]: the device opens anyway, and the groups of the caller are not kept" {
  check() {
    rootless "$OUTSIDER" "$1" --user 1000:1000 "$(asks require=all)"
    assert_opened_with "$OUTSIDER" none
    rootless "$MEMBER" "$1" --user 1000:1000 "$(asks require=all)"
    assert_opened_with "$MEMBER" none
    refute_output '65534'
  }
  chmod 666 "$HOST_DEVICE"
  snapshot_dev
  for_each_runtime check
}

@test "rootless [an ACL for the user]: its uid opens the device without any group, and another uid does not" {
  check() {
    rootless "$OUTSIDER" "$1" "$(asks require=all)"
    assert_opened_with "$OUTSIDER" none
    rootless "$OUTSIDER" "$1" --userns=keep-id "$(asks require=all)"
    assert_opened_with "$OUTSIDER" none
    rootless "$OUTSIDER" "$1" --user 1000:1000 "$(asks require=all)"
    assert_refused "$OUTSIDER" 'not mapped'
  }
  need setfacl
  setfacl --modify "user:$OUTSIDER:rw" "$HOST_DEVICE"
  snapshot_dev
  for_each_runtime check
}

@test "rootless [the owner is the user]: uid 0 opens the device without any group" {
  check() {
    rootless "$OUTSIDER" "$1" "$(asks require=all)"
    assert_opened_with "$OUTSIDER" none
  }
  chown "$OUTSIDER" "$HOST_DEVICE"
  snapshot_dev
  for_each_runtime check
}

@test "rootless [S2 and S10, outside the group, require]: no start, in under two seconds, the reason logged, nothing left" {
  check() {
    local begin=${EPOCHREALTIME/./} elapsed
    rootless "$OUTSIDER" "$1" --user 1000:1000 "$(asks require=all)"
    elapsed=$(( ${EPOCHREALTIME/./} - begin ))
    [ "$elapsed" -lt 2000000 ] || fail "expected less than two seconds, found $elapsed us"
    assert_refused "$OUTSIDER" 'not mapped'
    rootless "$OUTSIDER" "$1" "$(asks "require=$HOST_DEVICE")"
    assert_refused "$OUTSIDER" 'not mapped'
  }
  for_each_runtime check
}

@test "rootless [outside the group, no require]: the container starts and is denied, and the log says so" {
  check() {
    rootless "$OUTSIDER" "$1" --user 1000:1000 "$(asks mode=auto)"
    assert_denied
    assert_truth "$OUTSIDER"
  }
  for_each_runtime check
}

# usermod -aG changes /etc/group, and no process that runs.
@test "rootless crun [the group was joined after the login]: no start, and the remedy is to log in again" {
  need crun
  STALE_LOGIN=1 rootless "$MEMBER" crun "$(asks require=all)"
  assert_refused "$MEMBER" 'groups of the caller do not open it either'
}

@test "rootless runc [S3]: in no mode is a success told that is none, with require nothing starts" {
  need runc
  local mode
  for mode in auto owner groups keep-groups private; do
    rootless "$MEMBER" runc --user 1000:1000 "$(asks "mode=$mode")" "$(asks require=all)"
    assert_refused "$MEMBER" '.'
    rootless "$MEMBER" runc --user 1000:1000 "$(asks "mode=$mode")"
    assert_denied
    assert_truth "$MEMBER"
  done
}

@test "rootless runc [S3, auto, keep-groups]: the log says that runc ignores keep-groups, and what to do" {
  need runc
  local mode
  for mode in auto keep-groups; do
    rootless "$MEMBER" runc "$(asks "mode=$mode")" "$(asks require=all)"
    assert_refused "$MEMBER" 'runc ignores'
  done
}

@test "rootless [off]: the member is denied, as without the hook" {
  check() {
    rootless "$MEMBER" "$1" "$(asks mode=off)"
    assert_denied
  }
  for_each_runtime check
}

@test "rootless crun [owner, private]: refused with the reason, never replaced by what would work" {
  need crun
  rootless "$MEMBER" crun "$(asks mode=owner)" "$(asks require=all)"
  assert_refused "$MEMBER" 'owner on the host'
  rootless "$MEMBER" crun "$(asks mode=private)" "$(asks require=all)"
  assert_refused "$MEMBER" 'root of the host'
}

@test "rootless [a subgid maps the group]: the device opens by that group alone, with both runtimes" {
  check() {
    rootless "$MEMBER" "$1" --user 1000:1000 "$(asks require=all)"
    assert_opened_with "$MEMBER" groups
    assert_output $'Groups:\t([0-9]+ )*'"$MAPPED_GID "
    refute_output '65534'
    rootless "$MEMBER" "$1" "$(asks mode=groups)" "$(asks require=all)"
    assert_opened_with "$MEMBER" groups
  }
  map_device_group
  for_each_runtime check
}

@test "rootless [--gidmap gives the group another number]: that number is given" {
  check() {
    rootless "$MEMBER" "$1" --user 1000:1000 "$(asks require=all)" --uidmap 0:0:2000 --gidmap 0:0:1 \
      --gidmap "5044:$MAPPED_GID:1" --gidmap "1:$(( MAPPED_GID == 1 ? 2 : 1 )):2000"
    assert_opened_with "$MEMBER" groups
    assert_output $'Groups:\t([0-9]+ )*5044 '
  }
  map_device_group
  for_each_runtime check
}

@test "rootless crun [--group-add, auto]: a group is not lost silently: refused, or started with it" {
  need crun
  rootless "$MEMBER" crun --user 1000:1000 --group-add 7 "$(asks require=all)"
  assert_refused "$MEMBER" 'cost the container its groups 7'
  rootless "$MEMBER" crun --user 1000:1000 --group-add 7 "$(asks mode=auto)"
  assert_denied
  assert_output $'Groups:\t([0-9]+ )*7 '
  assert_truth "$MEMBER"
}

@test "rootless crun [--group-add, keep-groups]: the device opens, and the log names the group that it costs" {
  need crun
  rootless "$MEMBER" crun --user 1000:1000 --group-add 7 "$(asks mode=keep-groups)" "$(asks require=all)"
  assert_opened_with "$MEMBER" keep-groups
  refute_output $'Groups:\t([0-9]+ )*7 '
  [[ $(logged "$MEMBER" '.devices[0].reason') =~ 'groups 7 ' ]] || fail "expected the group 7: $(log_of "$MEMBER")"
}

@test "rootless crun [--group-add keep-groups]: podman did it, nothing is left to do" {
  need crun
  rootless "$MEMBER" crun --user 1000:1000 --group-add keep-groups "$(asks require=all)"
  assert_opened_with "$MEMBER" none
}

@test "rootless crun [a policy without keep-groups]: no start, and the reason is the policy" {
  need crun
  write_policy <<-TOML
	[allow]
	strategies = ["owner", "groups"]
	TOML
  rootless "$MEMBER" crun "$(asks require=all)"
  assert_refused "$MEMBER" 'policy'
}

@test "rootless: the log is the user's own, in their runtime directory" {
  need crun
  local log
  rootless "$MEMBER" crun "$(asks require=all)"
  log=/run/user/$(id -u "$MEMBER")/oci-device-hook
  [ "$(stat --format='%U %a' "$log" "$log/log.jsonl")" = "$MEMBER 700"$'\n'"$MEMBER 600" ] || fail "$(ls -la "$log")"
}
