# Container engines that leave no trace: a root file system made of a static busybox, storage in the suite's own
# directory, and the settings that this machine needs.

readonly APPLETS=(sh cat chmod chown dd echo false grep head id ls mkdir mknod readlink sleep stat test touch true wc)

# make_rootfs DIR: a root file system of one static busybox. Without busybox there is none, and suites skip.
make_rootfs() {
  local busybox applet
  busybox=$(static_busybox) || return 0
  mkdir -p "$1"/{bin,dev,etc,proc,sys,tmp,run}
  cp "$busybox" "$1/bin/busybox"
  for applet in "${APPLETS[@]}"; do ln -s busybox "$1/bin/$applet"; done
  printf 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n' > "$1/etc/passwd"
  printf 'root:x:0:\nuser:x:1000:\n' > "$1/etc/group"
}

# Only a busybox that needs no library runs in an empty root file system.
static_busybox() {
  local found
  found=$(command -v busybox) || return 1
  ! ldd "$found" >/dev/null 2>&1 || return 1
  printf '%s\n' "$found"
}

# configure_engines DIR: podman reads these two files instead of the system's and the user's.
configure_engines() {
  mkdir -p "$1"
  # static_dir and volume_path stay unset: podman 4.3's cleanup process does not get CONTAINERS_STORAGE_CONF, finds
  # other paths than its database, and every container's end is then waited for in vain for 20 s.
  cat > "$1/storage.conf" <<-CONF
	[storage]
	driver = "vfs"
	graphroot = "$1/graph"
	runroot = "$1/run"
	CONF
  cat > "$1/containers.conf" <<-CONF
	[containers]
	netns = "none"
	$(ulimits)
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	tmp_dir = "$1/tmp"
	[network]
	network_config_dir = "$1/networks"
	CONF
  export CONTAINERS_CONF=$1/containers.conf CONTAINERS_STORAGE_CONF=$1/storage.conf
}

# Without CAP_SYS_RESOURCE podman may not raise the limits it asks for by default. It may lower them.
ulimits() {
  if has_capability 24; then return; fi
  printf 'default_ulimits = ["nofile=%s", "nproc=%s"]\n' "$(lower 20000 "$(ulimit -Hn)")" "$(lower 10000 "$(ulimit -Hu)")"
}

# lower NUMBER LIMIT: the smaller one as soft:hard; a limit may be "unlimited".
lower() {
  local value=$1
  if [ "$2" != unlimited ] && [ "$2" -lt "$1" ]; then value=$2; fi
  printf '%s:%s' "$value" "$value"
}

# has_capability NUMBER: whether this process has it, by capability.h's numbers.
has_capability() {
  local effective
  effective=$(sed -n 's/^CapEff:\t//p' /proc/self/status)
  (( (16#$effective >> $1) & 1 ))
}

# import_image DIR: names the image in ODH_IMAGE; nothing is downloaded.
import_image() {
  if [ "$(id -u)" != 0 ] || ! command -v podman >/dev/null || [ ! -d "$1" ]; then return 0; fi
  tar --create --directory "$1" . | podman import --quiet - localhost/odh-busybox >/dev/null
  export ODH_IMAGE=localhost/odh-busybox
}

# mounts_below DIR: mount points, one a line.
mounts_below() { awk -v dir="$1/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo; }
