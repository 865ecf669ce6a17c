# init.sh ROOTFS: the init of a container that waits to be started. Makes the nodes whose paths are on stdin in a /dev
# of its own, as a runtime does, prints a line, and waits.
set -e
mount -t tmpfs -o mode=755,nosuid,noexec tmpfs "$1/dev"
while read -r path; do
  mkdir -p "$1${path%/*}"
  mknod -m 660 "$1$path" c 1 3
done
echo ready
exec sleep 86400
