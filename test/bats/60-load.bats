#!/usr/bin/env bats
# Many starts at once: runc bundles whose device is a bind mount of one node of the host, covered by a private node.
# Every container has a user of its own; every second one has a user namespace of its own as well.
# LOAD_STARTS=1000 test/bats/run test/bats/60-load.bats is the whole load; by default it is a tenth of it.

readonly STARTS=${LOAD_STARTS:-100} AT_ONCE=50

setup() {
  load helpers
  load runtime-claims
  need_runtime runc
  need_hook
  make_host_device
  snapshot_dev
  snapshot_mounts
  LOAD=$BATS_TEST_TMPDIR/load
  mkdir "$LOAD"
}

# make_bundles: numbered directories. One config.json is edited by jq, the others are made of it by the shell alone.
make_bundles() {
  local plain mapped number
  plain=$(load_config "$1")
  mapped=$(load_config "$1" "$(mapped 4000000000)")
  for (( number = 0; number < STARTS; number++ )); do
    mkdir "$LOAD/$number"
    if (( number % 2 )); then fill "$mapped" "$number"; else fill "$plain" "$number"; fi > "$LOAD/$number/config.json"
  done
}

# load_config HOOKS [FILTER]: root file system and host device are shared by all, uid 4001 stands for their own.
load_config() {
  local bundle
  bundle=$(new_bundle "$(as_bind "$HOST_DEVICE" /dev/video2)" "$(opens /dev/video2)" "$REQUIRE_ALL" "$@" \
    ".root = {path: \"$ODH_SUITE/rootfs\", readonly: true} | .process.user = {uid: 4001, gid: 4001}")
  cat "$bundle/config.json"
  rm -r "$bundle"
}

# fill CONFIG NUMBER: with ids that no other container has, inside and outside.
fill() {
  local config=${1//4001/$(( 10000 + $2 ))}
  printf '%s\n' "${config//4000000000/$(( 1000000000 + $2 * 65536 ))}"
}

# start_all: all bundles, AT_ONCE at a time. What each said and its exit status stand beside its config.json.
start_all() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  seq 0 $(( STARTS - 1 )) | xargs --max-procs="$AT_ONCE" --replace=% bash -c '
    cd "$0/%" && : | runc run "odh-load-$1-%" > output 2>&1; echo $? > status' "$LOAD" "$$"
}

# assert_each WANTED: the output of every container, with its number's ids for "ID".
assert_each() {
  local number wanted failures=0
  for (( number = 0; number < STARTS; number++ )); do
    wanted=${1//ID/$(( 10000 + number ))}
    if [ "$(cat "$LOAD/$number/output")" = "$wanted" ]; then continue; fi
    if (( failures++ < 3 )); then echo "$number: $(head -c 400 "$LOAD/$number/output")" >&2; fi
  done
  [ "$failures" = 0 ] || fail "$failures of $STARTS containers met something else"
}

# What a start might leave behind on the host.
open_files() { find /proc/[0-9]*/fd -maxdepth 1 -type l 2>/dev/null | wc -l; }
file_locks() { wc -l < /proc/locks; }
mount_namespaces() { for each in /proc/[0-9]*/ns/mnt; do readlink "$each"; done 2>/dev/null | sort --unique | wc -l; }

hook_processes() {
  local exe
  for exe in /proc/[0-9]*/exe; do [ "$(readlink "$exe" 2>/dev/null)" != "$OCI_DEVICE_HOOK" ] || echo "$exe"; done
}

# assert_no_growth COUNTER BEFORE: other programs of the host come and go; one leak a start would be far beyond that.
# The kernel takes its time to end processes and namespaces.
assert_no_growth() {
  local now attempt
  for (( attempt = 0; attempt < 50; attempt++ )); do
    now=$("$1")
    if [ "$now" -lt $(( $2 + STARTS / 2 )) ]; then break; fi
    sleep 0.1
  done
  echo "# ${1/_/ }: $2 before, $now after" >&3
  [ "$now" -lt $(( $2 + STARTS / 2 )) ] || fail "$1 grew from $2 to $now in $STARTS starts"
}

@test "load [control]: without the hook a container is denied" {
  run run_bundle runc "$(new_bundle "$(as_bind "$HOST_DEVICE" /dev/video2)")"
  assert_failed
  assert_output 'Permission denied'
}

@test "load: each container has its own owner for the one device, and nothing is left on the host" {
  local files locks namespaces begin elapsed
  chmod 711 "$BATS_RUN_TMPDIR"
  make_bundles "$(with_hooks createRuntime)"
  files=$(open_files) locks=$(file_locks) namespaces=$(mount_namespaces)
  begin=${EPOCHREALTIME/./}
  start_all
  elapsed=$(( ${EPOCHREALTIME/./} - begin ))
  echo "# $STARTS starts, $AT_ONCE at once: $(( elapsed / 1000 )) ms, $(( STARTS * 1000000 / elapsed )) a second" >&3
  assert_each $'node ID:ID 660\nopened'
  assert_mounts_unchanged
  assert_no_growth open_files "$files"
  assert_no_growth file_locks "$locks"
  assert_no_growth mount_namespaces "$namespaces"
  [ -z "$(hook_processes)" ] || fail "hooks are still running: $(hook_processes)"
  [ -z "$(runc list --quiet)" ] || fail "containers are left: $(runc list --quiet)"
}
