#!/usr/bin/env bash
# enter.sh TREE CHECKOUT COMMAND...: runs a command in a tree, in a mount namespace of its own: with the host's /dev, /proc
# and /sys, and the checkout at its own path, read-only.
set -euo pipefail

tree=$1 checkout=$2
shift 2
if [ "${OCI_DEVICE_HOOK_TREE-}" != entering ]; then
  OCI_DEVICE_HOOK_TREE=entering exec unshare --mount --propagation private "$0" "$tree" "$checkout" "$@"
fi
unset OCI_DEVICE_HOOK_TREE

mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount --rbind /sys "$tree/sys"
mount --rbind /dev "$tree/dev"
# crun refuses a hybrid layout: without this mount it sees cgroup v1 alone.
if mountpoint -q "$tree/sys/fs/cgroup/unified"; then umount "$tree/sys/fs/cgroup/unified"; fi
mkdir -p "$tree/$checkout"
mount --bind "$checkout" "$tree/$checkout"
mount -o remount,bind,ro "$tree/$checkout"
# Not chroot: from within one the kernel makes no user namespaces.
mkdir -p "$tree/.host"
cd "$tree"
pivot_root . .host
umount --lazy /.host
rmdir /.host
exec /usr/bin/env --ignore-environment --chdir="$checkout" \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  PODMAN_IGNORE_CGROUPSV1_WARNING=1 "$@"
