DROP_IN=/etc/containers/containers.conf.d/oci-device-hook.conf
TEMPLATE=/usr/share/oci-device-hook/containers.conf

# A hooks_dir that somebody set is a list that ours would replace: then it is theirs to extend (docs/packages.md).
others_set_hooks_dir() {
  for file in /usr/share/containers/containers.conf /etc/containers/containers.conf \
    /usr/share/containers/containers.conf.d/*.conf /etc/containers/containers.conf.d/*.conf; do
    if [ "$file" != "$DROP_IN" ] && grep -qs '^[[:space:]]*hooks_dir[[:space:]]*=' "$file"; then return 0; fi
  done
  return 1
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

stop_units() {
  if [ ! -d /run/systemd/system ]; then return 0; fi
  systemctl disable --now 'oci-device-hook-cdi@*.path' 'oci-device-hook-cdi@*.service' >/dev/null 2>&1 || true
}

# Specs that we made may call our program: containers with it gone would not start. Those in /etc are the administrator's.
remove_runtime_files() {
  for file in /run/cdi/*.yaml; do
    if grep -qs '^# Made by oci-device-hook cdi generate' "$file"; then rm -f "$file"; fi
  done
  rm -rf /run/oci-device-hook /run/oci-device-hook-cdi
}
