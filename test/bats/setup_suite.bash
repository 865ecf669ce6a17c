# Once per run: the test device's group, the root file system, the engines' own storage and the image.

setup_suite() {
  export ODH_SUITE=$BATS_SUITE_TMPDIR
  # The fallback is Debian's number: a minimal system has no such group, and the kernel needs only the number.
  ODH_GID=$(getent group video | cut -d: -f3)
  export ODH_GID=${ODH_GID:-44}
  # shellcheck source=/dev/null
  source "$BATS_TEST_DIRNAME/../support/engines.bash"
  make_rootfs "$ODH_SUITE/rootfs"
  configure_engines "$ODH_SUITE/engine"
  import_image "$ODH_SUITE/rootfs"
}

teardown_suite() {
  local mounted
  if [ -n "${ODH_IMAGE-}" ]; then podman rm --all --force --time 0 >/dev/null; fi
  # Deepest first: a mount below another one keeps it busy.
  while read -r mounted; do umount "$mounted"; done < <(mounts_below "$ODH_SUITE" | sort -r)
}
