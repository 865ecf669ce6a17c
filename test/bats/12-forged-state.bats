#!/usr/bin/env bats
# A user of the host who may start the hook as root, by a rule of sudo, and hands it a state of their own making: a
# bundle of root's that names a device, and a process of the user's own with another tree mounted over its rootfs.

ATTACKER=1000

setup() {
  load helpers
  need_namespace
  need jq sudo setpriv
  need_rootfs
  need_hook
  make_host_device
  snapshot_dev
  chmod 711 "$BATS_RUN_TMPDIR"
  BUNDLE=$(new_bundle "$(as_bind "$HOST_DEVICE" /dev/video2)" "$REQUIRE_ALL" \
    '.annotations["oci-device-hook/mode"] = "private"')
  chmod 755 "$BUNDLE"
  share_hook
  RELAY=/run/odh/relay
  printf '#!/bin/sh\n%s createRuntime\n' "$OCI_DEVICE_HOOK" > "$RELAY"
  chmod 755 "$RELAY"
  cp /etc/passwd "$BATS_TEST_TMPDIR/passwd"
  id "$ATTACKER" >/dev/null 2>&1 || echo "odh-attacker:x:$ATTACKER:$ATTACKER::/:/bin/sh" >> /etc/passwd
  cat > /etc/sudoers.d/odh <<-SUDO
	Defaults !use_pty
	#$ATTACKER ALL=(root) NOPASSWD: $OCI_DEVICE_HOOK createRuntime, $RELAY
	SUDO
  at_end "rm /etc/sudoers.d/odh; cat '$BATS_TEST_TMPDIR/passwd' > /etc/passwd"
}

# The attacker's container: the device bound from the host into a tree of their own, at the place of the bundle's rootfs.
# shellcheck disable=SC2016 # expanded by the attacker's shells
readonly INIT='
  mount -t tmpfs tmpfs "$BUNDLE/rootfs"
  mkdir "$BUNDLE/rootfs/dev"
  mount -t tmpfs tmpfs "$BUNDLE/rootfs/dev"
  touch "$BUNDLE/rootfs/dev/video2"
  mount --bind "$HOST_DEVICE" "$BUNDLE/rootfs/dev/video2"
  echo > "$READY"
  read -r done < "$READY.done"
  stat --format="node %u:%g" "$BUNDLE/rootfs/dev/video2"
  echo x > "$BUNDLE/rootfs/dev/video2" && echo opened'

# shellcheck disable=SC2016
readonly STATE='printf "{\"ociVersion\":\"1.0.2\",\"id\":\"forged\",\"pid\":%s,\"bundle\":\"%s\"}" "$init" "$BUNDLE"'

# The attacker's script stands in for the runtime, and init is its child, in its process group.
# shellcheck disable=SC2016
readonly BESIDE='
  $UNSHARE sh -c "$INIT" 2>&1 & init=$!
  read -r ready < "$READY"
  '$STATE' | sudo -n $COMMAND 2>&1
  echo "hook $?"
  echo > "$READY.done"
  wait'

# The script becomes sudo, the parent of init and hook alike.
# shellcheck disable=SC2016
readonly BECOME='
  $UNSHARE sh -c "$INIT" 2>&1 & init=$!
  read -r ready < "$READY"
  '$STATE' > "$READY.state"
  (while kill -0 $$ 2>/dev/null; do sleep 0.1; done; echo > "$READY.done") &
  exec sudo -n $COMMAND < "$READY.state"'

# attack SCRIPT COMMAND UNSHARE [COMMAND TO BECOME THE ATTACKER]
attack() {
  local script=$1 command=$2 unshare=$3 dir
  shift 3
  dir=$(mktemp --directory "$BATS_TEST_TMPDIR/attack.XXXXXX")
  chmod 777 "$dir"
  mkfifo --mode=666 "$dir/ready" "$dir/ready.done"
  run env --chdir=/ INIT="$INIT" BUNDLE="$BUNDLE" HOST_DEVICE="$HOST_DEVICE" READY="$dir/ready" UNSHARE="$unshare" \
    COMMAND="$command" "$@" bash -c "$script" < /dev/null
}

as_attacker() {
  attack "$@" 'unshare --user --map-current-user --keep-caps --mount' \
    setpriv --reuid="$ATTACKER" --regid="$ATTACKER" --clear-groups
}

assert_nothing_given() {
  assert_output "$1"
  assert_output 'node 65534:65534'
  refute_output 'opened'
}

@test "a forged state [control]: the same scripts, when root runs them, are served" {
  local command
  for command in "$OCI_DEVICE_HOOK createRuntime" "$RELAY"; do
    attack "$BESIDE" "$command" 'unshare --mount --propagation private'
    assert_output 'hook 0'
    assert_output 'node 1000:1000'
  done
  attack "$BECOME" "$OCI_DEVICE_HOOK createRuntime" 'unshare --mount --propagation private'
  assert_status 0
  assert_output 'node 1000:1000'
}

@test "a forged state [init is a child of the user's script]: 65, for it is a user who has started the hook" {
  as_attacker "$BESIDE" "$OCI_DEVICE_HOOK createRuntime"
  assert_output 'hook 65'
  assert_nothing_given 'found that user 1000 has started this hook'
}

@test "a forged state [init is a child of sudo, as the hook is]: 65, for the same reason" {
  as_attacker "$BECOME" "$OCI_DEVICE_HOOK createRuntime"
  assert_status 65
  assert_nothing_given 'found that user 1000 has started this hook'
}

@test "a forged state [a script of root's starts the hook]: 65, for it is a user who has made the namespaces" {
  as_attacker "$BESIDE" "$RELAY"
  assert_output 'hook 65'
  assert_nothing_given 'found a namespace that user 1000 made'
}
