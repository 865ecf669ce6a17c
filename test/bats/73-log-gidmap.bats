#!/usr/bin/env bats
# shellcheck disable=SC2016 # scripts for other shells
# What the commands for people say about real containers: log and gidmap.

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  need_rootless
  need_hook
  need jq
  make_host_device
  snapshot_dev
  rm -rf /run/oci-device-hook /run/user/*/oci-device-hook
}

# container NAME [OPTIONS]: a rootful container with the hook that asks for the device; it stays.
container() {
  local name=$1
  shift
  podman --hooks-dir "$(hooks_dir precreate)" run --interactive --name "$name" --user 1000:1000 \
    --device "$HOST_DEVICE" "$@" "$ODH_IMAGE" true < <(:)
}

@test "log NAME: what was done for this container, and for no other" {
  container odh-one "$(asks mode=auto)"
  container odh-two "$(asks mode=off)"
  run "$OCI_DEVICE_HOOK" log odh-one
  podman rm odh-one odh-two >/dev/null
  assert_status 0
  assert_output 'precreate  exit 0  [0-9.]+ ms  user 1000:1000'
  assert_output "opens  $HOST_DEVICE: owner, because"
  [ "$(wc -l <<< "$output")" = 2 ] || fail 'expected the run of one container'
}

@test "log --json: the lines as they are logged, also by the id's first digits" {
  local id
  container odh-one "$(asks mode=auto)"
  id=$(podman inspect --format '{{.Id}}' odh-one)
  run "$OCI_DEVICE_HOOK" log --json "${id:0:12}"
  podman rm odh-one >/dev/null
  assert_status 0
  diff <(printf '%s\n' "$output") /run/oci-device-hook/log.jsonl || fail 'expected the line itself'
}

@test "log [a container that was not started]: the reason and the remedy" {
  run container odh-one "$(asks mode=keep-groups)" "$(asks require=all)"
  assert_failed
  run "$OCI_DEVICE_HOOK" log odh-one
  podman rm odh-one >/dev/null
  assert_output 'exit 77'
  assert_output "closed  $HOST_DEVICE: refuse, because"
}

@test "log [nothing logged]: says where it looked, and is no error" {
  run "$OCI_DEVICE_HOOK" log
  assert_status 0
  assert_output 'no run of the hook in /run/oci-device-hook/log.jsonl'
}

@test "log --follow: shows what is logged from then on, over a change of the file" {
  local seen=$BATS_TEST_TMPDIR/seen follower
  container odh-one "$(asks mode=auto)" "$(asks require=all)"
  "$OCI_DEVICE_HOOK" log --follow --json > "$seen" 3>&- &
  follower=$!
  at_end "kill $follower 2>/dev/null || true"
  until [ -s "$seen" ]; do kill -0 "$follower"; done
  container odh-two "$(asks mode=auto)"
  until [ "$(wc -l < "$seen")" = 2 ]; do kill -0 "$follower"; done
  mv /run/oci-device-hook/log.jsonl /run/oci-device-hook/log.jsonl.1
  container odh-three "$(asks mode=auto)"
  until [ "$(wc -l < "$seen")" = 3 ]; do kill -0 "$follower"; done
  podman rm odh-one odh-two odh-three >/dev/null
  [ "$(jq --raw-output .stage "$seen" | sort --unique)" = precreate ]
}

gidmap() { run as "$MEMBER" "$OCI_DEVICE_HOOK" gidmap "$@"; }

@test "gidmap GROUP: what it says is missing makes the group's number right, and the flag opens the device" {
  local before number
  before=$(cat /etc/subgid)
  at_end "printf '%s\n' '$before' > /etc/subgid && end_namespace $MEMBER"
  gidmap "$ODH_GID" --json
  assert_status 1
  assert_json <(printf '%s' "$output") ".isReady == false and .subgid.line == \"$MEMBER:$ODH_GID:1\""
  number=$(jq .number.expected <<< "$output")
  # The commands that it gives, as a person would paste them; sudo is the suite's root.
  eval "$(jq --raw-output '.commands[0]' <<< "$output" | sed 's/sudo //')" >/dev/null
  as "$MEMBER" podman system migrate
  gidmap "$ODH_GID" --json
  assert_status 0
  assert_json <(printf '%s' "$output") ".isReady and .number.now == $number and .commands == []"
  # shellcheck disable=SC2046 # options, separated by blanks
  run as "$MEMBER" podman --hooks-dir "$(no_hooks)" run --rm --interactive --device "$HOST_DEVICE" --user 1000:1000 \
    $(jq --raw-output '.flags.podman[0]' <<< "$output") "$ODH_IMAGE" sh -c "$(use "$HOST_DEVICE")" < <(:)
  assert_status 0
  assert_output opened
}

@test "gidmap GROUP [not mapped]: a table, the commands, and that other groups move" {
  gidmap "$ODH_GID"
  assert_status 1
  assert_output "echo $MEMBER:$ODH_GID:1 \| sudo tee -a /etc/subgid"
  assert_output 'podman system migrate'
  assert_output 'gets the next number'
}

@test "gidmap [no such group, gid 0, root without --user]: an error that names what was expected" {
  gidmap no-such-group
  assert_status 65
  gidmap root
  assert_status 65
  run "$OCI_DEVICE_HOOK" gidmap "$ODH_GID"
  assert_status 65
  assert_output 'remedy: .*--user'
}

@test "gidmap --user [as root]: exit 2, for only the user's own podman can be asked" {
  run "$OCI_DEVICE_HOOK" gidmap "$ODH_GID" --user "$MEMBER"
  assert_status 2
  assert_output 'not asked'
}

@test "log [a directory in its place, or closed to the user]: says so, without an internal error; so does doctor" {
  local directory
  directory=/run/user/$(id -u "$MEMBER")/oci-device-hook
  mkdir -p /run/oci-device-hook/log.jsonl "$directory"
  at_end 'rmdir /run/oci-device-hook/log.jsonl'
  run "$OCI_DEVICE_HOOK" log < <(:)
  assert_status 65
  assert_output '/run/oci-device-hook/log.jsonl: found EISDIR, expected a log that this user can read'
  run timeout 20 "$OCI_DEVICE_HOOK" log --follow < <(:)
  assert_status 65
  touch "$directory/log.jsonl"
  chmod 600 "$directory/log.jsonl"
  run as "$MEMBER" "$OCI_DEVICE_HOOK" log < <(:)
  assert_status 77
  assert_output 'found EACCES'
  assert_output 'remedy: sudo namei -l /run/user/'
  run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor < <(:)
  assert_output 'LOG_CLOSED'
  chmod 700 "$directory"
  run as "$MEMBER" "$OCI_DEVICE_HOOK" doctor < <(:)
  assert_output 'LOG_CLOSED'
  refute_output 'internal error'
}
