# Real users without privileges, each with a podman of their own: what rootless containers need, made from nothing.
# The accounts stand in this run's copy of /etc (test/bats/run); homes and runtime directories lie on its own mounts.

# In the group of the test device, and not in it.
readonly MEMBER=odh-member OUTSIDER=odh-outsider

need_rootless() {
  need_podman
  need setpriv newuidmap
}

# make_users: for setup_file. Does nothing where need_rootless will skip.
make_users() {
  if [ -z "${ODH_IMAGE-}" ] || ! command -v setpriv newuidmap >/dev/null; then return 0; fi
  need_hook
  chmod 711 "$BATS_RUN_TMPDIR"
  share_hook
  if ! getent group "$ODH_GID" >/dev/null; then printf 'odh-video:x:%s:\n' "$ODH_GID" >> /etc/group; fi
  make_user "$MEMBER" 30001
  make_user "$OUTSIDER" 30002
  sed -i "s/^\([^:]*:[^:]*:$ODH_GID:.*[^:]\)\$/\1,$MEMBER/; s/^\([^:]*:[^:]*:$ODH_GID:\)\$/\1$MEMBER/" /etc/group
}

# remove_users: for teardown_file.
remove_users() {
  local user
  for user in "$MEMBER" "$OUTSIDER"; do
    if ! id "$user" >/dev/null 2>&1; then continue; fi
    as "$user" podman rm --all --force --time 0 >/dev/null
    end_namespace "$user"
  done
}

# end_namespace USER: ends the process that holds the user namespace for one podman after the other.
end_namespace() {
  local pause
  pause=$(cat "/run/user/$(id -u "$1")/libpod/tmp/pause.pid" 2>/dev/null) || return 0
  kill -KILL "$pause" 2>/dev/null || true
}

# as USER COMMAND: with the groups that /etc/group gives the user, and an environment of a login's few variables.
# With STALE_LOGIN, as a login from before the user was in any group.
as() {
  local user=$1 home=/var/lib/$1 groups=--init-groups
  shift
  if [ -n "${STALE_LOGIN-}" ]; then groups=--clear-groups; fi
  env --ignore-environment --chdir=/ PATH="$PATH" HOME="$home" XDG_RUNTIME_DIR="/run/user/$(id -u "$user")" \
    CONTAINERS_CONF="$home/containers.conf" CONTAINERS_STORAGE_CONF="$home/storage.conf" \
    setpriv --reuid "$user" --regid "$user" "$groups" -- "$@"
}

# log_of USER: what the hook logged for a user's containers.
log_of() { cat "/run/user/$(id -u "$1")/oci-device-hook/log.jsonl"; }

# Wherever the checkout and its build lie, every user can run the hook from here.
share_hook() {
  local shared=/run/odh/oci-device-hook
  mkdir -p "${shared%/*}"
  if [ ! -e "$shared" ]; then
    touch "$shared"
    mount --bind "$OCI_DEVICE_HOOK" "$shared"
  fi
  export OCI_DEVICE_HOOK=$shared
}

# make_user NAME ID: 65536 ids of its own below 2^32, and the image.
make_user() {
  local name=$1 id=$2 home=/var/lib/$1 first=$(( $2 * 100000 ))
  if id "$name" >/dev/null 2>&1; then return; fi
  printf '%s:x:%s:%s::%s:/bin/sh\n' "$name" "$id" "$id" "$home" >> /etc/passwd
  printf '%s:x:%s:\n' "$name" "$id" >> /etc/group
  printf '%s:%s:65536\n' "$name" "$first" | tee -a /etc/subuid >> /etc/subgid
  mkdir -p /run/user
  install --directory --mode=700 --owner="$name" --group="$name" "$home" "/run/user/$id"
  configure_podman "$home" "/run/user/$id"
  tar --create --directory "$ODH_SUITE/rootfs" . | as "$name" podman import --quiet \
    --change 'CMD ["sleep", "2147483647"]' --change 'STOPSIGNAL KILL' - "$ODH_IMAGE" >/dev/null
}

# configure_podman HOME RUNTIME-DIR. A pod's infra container is made of the test image, and runs its CMD.
configure_podman() {
  printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/graph"\nrunroot = "%s/storage"\n' "$1" "$2" > "$1/storage.conf"
  cat > "$1/containers.conf" <<-CONF
	[containers]
	netns = "none"
	$(ulimits)
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	infra_image = "$ODH_IMAGE"
	CONF
}
