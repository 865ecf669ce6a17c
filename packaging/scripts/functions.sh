DROP_IN=/etc/containers/containers.conf.d/oci-device-hook.conf
TEMPLATE=/usr/share/oci-device-hook/containers.conf

# A hooks_dir that somebody set is a list that ours would replace: then it is theirs to extend (docs/packages.md).
others_set_hooks_dir() {
  for file in /usr/share/containers/containers.conf /etc/containers/containers.conf \
    /usr/share/containers/containers.conf.d/*.conf /etc/containers/containers.conf.d/*.conf; do
    if [ "$file" != "$DROP_IN" ] && sets_hooks_dir "$file"; then return 0; fi
  done
  return 1
}

# As TOML has it: under [engine], engine.hooks_dir, "hooks_dir", engine = { hooks_dir = ... }; not in a comment.
sets_hooks_dir() {
  grep -Eqs "^[^#]*hooks_dir[\"']?[[:space:]]*=" "$1"
}

register_hook() {
  if others_set_hooks_dir; then
    echo "oci-device-hook: hooks_dir is set already; add /usr/share/oci-device-hook/hooks.d to it for rootless podman" >&2
    return 0
  fi
  install -D -m 644 "$TEMPLATE" "$DROP_IN"
}

# Only what we wrote, and only as we wrote it.
unregister_hook() {
  if cmp -s "$TEMPLATE" "$DROP_IN"; then rm -f "$DROP_IN"; fi
  rmdir --ignore-fail-on-non-empty /etc/containers/containers.conf.d 2>/dev/null || true
}

reload_units() {
  if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
  if [ -S /run/udev/control ]; then udevadm control --reload || true; fi
}

# The name of the template takes every enabled instance with it, also in an image, where no systemd runs; only "stop" takes
# a pattern (systemctl(1)).
stop_units() {
  if [ -d /run/systemd/system ]; then
    systemctl stop 'oci-device-hook-cdi@*.path' 'oci-device-hook-cdi@*.service' || true
  fi
  if command -v systemctl >/dev/null; then
    systemctl --quiet disable 'oci-device-hook-cdi@.path' 'oci-device-hook-cdi@.service' || true
  fi
}

# Specs that we made may call our program: containers with it gone would not start. JSON has no comment that says who made
# it: there it is the hook that counts, by the name that it is called with, for NVIDIA's has a create-symlinks too. Those in /etc are the administrator's.
remove_runtime_files() {
  for file in /run/cdi/*.yaml; do
    if grep -qs '^# Made by oci-device-hook cdi generate' "$file"; then rm -f "$file"; fi
  done
  for file in /run/cdi/*.json; do
    if grep -qs '"oci-device-hook"' "$file"; then rm -f "$file"; fi
  done
  rm -rf /run/oci-device-hook /run/oci-device-hook-cdi
}
