#!/bin/sh
# node.sh COMMAND: what the containers of the DaemonSet run. The root of the node is mounted at /host.
#
#   install  puts the hook on the node, executable first, each file by rename. Doing it twice changes nothing.
#   keep     waits until the hook has run for the canary, then until it is told to end; with REMOVE_ON_EXIT=true it then
#            takes the hook away again.
#   ready    whether the canary was seen, and the hook is still there: the readiness check.
#   canary   does nothing, as a user who is not root: at its start the hook must run.
#   remove   takes the hook away: the hooks.d file first, the executable last.
#
# ENGINE is "cri-o", whose hooks_dir is set by a drop-in that a restart makes count, or "containerd", where the NRI plugin
# hook-injector watches /etc/containers/oci/hooks.d.
set -eu

HOST=${HOST:-/host} ENGINE=${ENGINE:-containerd} PREFIX=${PREFIX:-/opt/oci-device-hook}
PROGRAM=$PREFIX/bin/oci-device-hook MADE=$PREFIX/made-directories
HOOKS_D=/etc/containers/oci/hooks.d ENTRY=oci-device-hook-createRuntime.json
SHARED=${SHARED:-/run/shared}
# The user of the canary, by which its line is found in the hook's log.
CANARY_UID=64738

main() {
  case ${1-} in
    install) install_hook ;;
    keep) keep ;;
    ready) test -e "$SHARED/ready" && is_installed ;;
    canary) exec sleep 2147483647 ;;
    remove) remove_hook ;;
    *) echo "node.sh: found command \"${1-}\", expected install, keep, ready, canary or remove" >&2; exit 64 ;;
  esac
}

install_hook() {
  # Records of earlier runs do not count.
  date -u +%Y-%m-%dT%H:%M:%S > "$SHARED/installed-at"
  case $ENGINE in
    cri-o) install_for_crio ;;
    containerd) install_for_injector ;;
    *) echo "node.sh: found ENGINE=$ENGINE, expected cri-o or containerd" >&2; exit 64 ;;
  esac
}

# The same "install" as on a host without Kubernetes, from a copy of the executable that then goes.
install_for_crio() {
  put /usr/bin/oci-device-hook "$PREFIX/oci-device-hook.incoming" 755
  works "$PREFIX/oci-device-hook.incoming"
  before=$(crio_files)
  on_host "$PREFIX/oci-device-hook.incoming" install --crio --prefix "$PREFIX" --no-canary
  rm "$HOST$PREFIX/oci-device-hook.incoming"
  if [ "$before" != "$(crio_files)" ]; then restart crio; fi
}

crio_files() { cat "$HOST"/etc/crio/crio.conf.d/*oci-device-hook* 2>/dev/null || true; }

install_for_injector() {
  put /usr/bin/oci-device-hook "$PROGRAM" 755
  works "$PROGRAM"
  sed "s|/usr/bin/oci-device-hook|$PROGRAM|" /usr/share/oci-device-hook/$ENTRY > "$SHARED/$ENTRY"
  put "$SHARED/$ENTRY" "$HOOKS_D/$ENTRY" 644
}

# is_installed: what remove_hook takes away is there.
is_installed() {
  test -e "$HOST$PROGRAM" || return 1
  case $ENGINE in
    cri-o) test -n "$(crio_files)" ;;
    containerd) test -e "$HOST$HOOKS_D/$ENTRY" ;;
  esac
}

# A "keep" that is started again must not be ready by what an earlier one saw.
remove_hook() {
  rm -f "$SHARED/ready"
  case $ENGINE in
    cri-o) on_host "$PROGRAM" uninstall && restart crio ;;
    containerd)
      rm -f "$HOST$HOOKS_D/$ENTRY"
      rm -f "$HOST$PROGRAM"
      ;;
  esac
  remove_directories
}

# put FILE PATH MODE: on the node; whoever looks finds the old file or the new one, whole.
put() {
  make_directory "${2%/*}"
  if cmp -s "$1" "$HOST$2"; then return; fi
  cp "$1" "$HOST$2.new"
  chmod "$3" "$HOST$2.new"
  mv "$HOST$2.new" "$HOST$2"
  echo "wrote $2"
}

# make_directory PATH: what had to be made is noted on the node, for the pod that will take it away.
make_directory() {
  if [ -d "$HOST$1" ]; then return; fi
  make_directory "${1%/*}"
  mkdir "$HOST$1"
  if [ "$1" = "$PREFIX" ]; then echo "$1" > "$HOST$MADE"; elif [ -e "$HOST$MADE" ]; then echo "$1" >> "$HOST$MADE"; fi
}

# The last one made is the first to go; one that others use by now stays.
remove_directories() {
  if [ ! -e "$HOST$MADE" ]; then return; fi
  directories=$(awk '{ all = $0 " " all } END { print all }' "$HOST$MADE")
  rm "$HOST$MADE"
  for directory in $directories; do rmdir "$HOST$directory" 2>/dev/null || true; done
}

# works PATH: the executable must run with the node's own libraries, for that is where the runtime starts it.
works() {
  if on_host "$1" --version; then return; fi
  rm -f "$HOST$1"
  echo "node.sh: the executable does not run on this node; it needs glibc 2.28 and libatomic (Debian: apt-get install" \
    "libatomic1, Fedora: dnf install libatomic)" >&2
  exit 78
}

on_host() { chroot "$HOST" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# restart UNIT: running containers are not touched by it.
restart() {
  if [ "${RESTART:-true}" != true ]; then
    echo "$1 has to be restarted before it reads the change: systemctl restart $1"
    return
  fi
  nsenter --target 1 --mount --pid -- systemctl restart "$1"
}

keep() {
  trap 'if [ "${REMOVE_ON_EXIT:-true}" = true ]; then remove_hook; fi; exit 0' TERM INT
  patience=30
  until is_installed && seen; do
    patience=$((patience - 1))
    if [ "$patience" = 0 ]; then tell_unseen; fi
    pause
  done
  : > "$SHARED/ready"
  while :; do pause; done
}

# In the background, so that a signal does not wait for its end.
pause() { sleep 2 & wait $!; }

# seen: the log has a line of the canary, written after the installation began. RFC 3339 in UTC sorts as text.
seen() {
  cat "$HOST"/run/oci-device-hook/log.jsonl.1 "$HOST"/run/oci-device-hook/log.jsonl 2>/dev/null |
    awk -v since="$(cat "$SHARED/installed-at")" -v user="\"user\":\"$CANARY_UID:$CANARY_UID\"" '
      index($0, user) && match($0, /"time":"[^"]*"/) {
        time = substr($0, RSTART + 8, RLENGTH - 9)
        if (time >= since) { print; found = 1; exit }
      }
      END { exit !found }'
}

tell_unseen() {
  if ! is_installed; then
    echo "The hook is gone from this node. Delete this pod: the one that follows it installs the hook again"
    return
  fi
  echo "The hook is installed, and did not run for the canary. Does $ENGINE read its hooks.d file?"
  case $ENGINE in
    cri-o) echo 'See "crio status config" for hooks_dir, and restart crio' ;;
    containerd) echo "See whether the plugin hook-injector runs, and whether NRI is enabled in containerd" ;;
  esac
}

main "$@"
