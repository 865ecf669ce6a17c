# prepare.sh DIRECTORY COMMAND...: in mount and PID namespaces of our own, makes a host that is ours alone, and runs the
# command there. /etc is a copy, so users, subordinate ids and the policy may be written; /dev has the nodes that engines
# need and none of the real host's; /run, /tmp and /var/lib are empty; all of it, and every process, ends with the namespaces.
set -e
stage=$1
shift
# The checkout may lie below a directory that is about to be covered.
checkout=$(cd "$(dirname "$0")/../.." && pwd)
mkdir "$stage/checkout"
mount --bind "$checkout" "$stage/checkout"
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib
mount -t tmpfs -o mode=1777 tmpfs /tmp
if [ ! -d "$checkout" ]; then
  mkdir -p "$checkout"
  mount --bind "$stage/checkout" "$checkout"
fi
umount "$stage/checkout"
cd "$checkout"
# crun refuses a hybrid cgroup layout; without the v2 mount it is plain v1.
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

mkdir "$stage/etc" "$stage/dev"
mount -t tmpfs -o mode=755 tmpfs "$stage/etc"
cp -a /etc/. "$stage/etc/"
mount --move "$stage/etc" /etc

mount -t tmpfs -o mode=755 tmpfs "$stage/dev"
make() { mknod -m "$2" "$stage/dev/$1" c "$3" "$4"; }
make null 666 1 3
make zero 666 1 5
make full 666 1 7
make random 666 1 8
make urandom 666 1 9
make tty 666 5 0
make console 600 5 1
make ptmx 666 5 2
if [ -c /dev/fuse ]; then make fuse 666 10 229; fi
mkdir "$stage/dev/pts" "$stage/dev/shm" "$stage/dev/mqueue" "$stage/dev/oci-device-hook-matrix"
mount --bind /dev/pts "$stage/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$stage/dev/shm"
ln -s /proc/self/fd "$stage/dev/fd"
ln -s fd/0 "$stage/dev/stdin"
ln -s fd/1 "$stage/dev/stdout"
ln -s fd/2 "$stage/dev/stderr"
mount --move "$stage/dev" /dev

status=0
# Not exec: this shell is process 1, and takes in the processes that engines leave to it.
"$@" || status=$?
exit $status
