#!/usr/bin/env bats
# The packages in a Debian 13 with podman: installed, used, upgraded, removed, purged. Run by scripts/trixie/packages.ts
# in a tree that is thrown away, with ODH_PACKAGES naming a directory with the subdirectories 1 and 2 (revisions).
# Each test goes on from where the one before has left the tree.

bats_require_minimum_version 1.5.0

setup_file() {
  load ../support/engines.bash
  export ODH_GID=44 ODH_DEVICE=/run/odh-devices/cam
  configure_engines /run/odh-engine
  make_rootfs /run/odh-rootfs
  import_image /run/odh-rootfs
  mount -t tmpfs -o mode=755,dev tmpfs /mnt
  mknod --mode=0660 /mnt/cam c 1 3
  chown 0:44 /mnt/cam
  unset CONTAINERS_CONF # the packages register themselves in the files that it would hide
  cp /run/odh-engine/containers.conf /usr/share/containers/containers.conf
  listing > /run/odh-before
}

setup() { load ../support/assert.bash; }

# Everything but what dpkg, ldconfig and man-db keep books in, and what podman made for itself.
listing() {
  find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /mnt \
    -o -path /var/lib/dpkg -o -path /var/lib/rpm -o -path /var/cache -o -path /var/log -o -path /var/lib/containers \
    -o -path /root -o -path "$ODH_CHECKOUT" \) -prune -o -print | LC_ALL=C sort
}

assert_nothing_left() {
  listing | diff /run/odh-before - || fail 'the package has left something, or taken something away'
  local left
  left=$(ls -d /run/oci-device-hook /run/oci-device-hook-cdi /run/cdi/*.yaml 2>/dev/null) || true
  [ -z "$left" ] || fail "left in /run: $left"
}

# opens [OPTIONS]: podman as an administrator uses it, with nothing said about hooks.
opens() {
  run podman run --rm --interactive --user 1000 --device /mnt/cam:/dev/cam "$@" "$ODH_IMAGE" \
    sh -c 'echo x > /dev/cam && echo opened' < <(:)
}

install_deb() { dpkg --install "$ODH_PACKAGES/$1"/*_"$(dpkg --print-architecture)".deb; }

@test "packages [checksums]: SHA256SUMS holds for every file" {
  (cd "$ODH_PACKAGES/1" && sha256sum --check --strict SHA256SUMS)
}

@test "packages [built twice]: the same bytes" {
  (cd "$ODH_PACKAGES/again" && sha256sum --check --strict "$ODH_PACKAGES/1/SHA256SUMS")
}

@test ".deb [control]: before it is installed the user is denied" {
  opens --annotation oci-device-hook/mode=auto
  assert_failed
  assert_output 'Permission denied'
}

@test ".deb [installed]: the hook runs in podman, at both stages, with nothing else to do" {
  run install_deb 1
  assert_status 0
  [ "$(stat -c '%U:%G %a' /usr/bin/oci-device-hook)" = 'root:root 755' ]
  opens --annotation oci-device-hook/mode=auto
  assert_status 0
  assert_output opened
  run jq --raw-output .stage /run/oci-device-hook/log.jsonl
  [ "$output" = $'precreate\ncreateRuntime' ] || fail 'expected both stages in the log'
}

@test ".deb [installed]: a container that did not ask is left alone" {
  opens
  assert_failed
  assert_output 'Permission denied'
}

@test ".deb [installed]: man pages, completions and the policy are in place" {
  oci-device-hook policy check
  local page
  for page in "$ODH_CHECKOUT"/dist/man/*; do
    if [ -e "$page" ]; then man --where --local-file "/usr/share/man/man${page##*.}/${page##*/}.gz"; fi
  done
  if [ -e "$ODH_CHECKOUT/dist/completions" ]; then
    bash -n /usr/share/bash-completion/completions/oci-device-hook
  fi
}

@test "systemd units and the udev rule are what systemd and udev take for valid" {
  systemd-analyze verify --man=no /usr/lib/systemd/system/oci-device-hook-cdi@serial.service \
    /usr/lib/systemd/system/oci-device-hook-cdi@serial.path
  udevadm verify /usr/lib/udev/rules.d/70-oci-device-hook.rules
}

@test "the unit's command makes a spec that podman takes, and removes one that has nothing in it any more" {
  local command
  command=$(sed -n 's/^ExecStart=//p' /usr/lib/systemd/system/oci-device-hook-cdi@.service)
  mkdir -p /run/cdi
  echo 'old' > /run/cdi/localhost-tpm.yaml
  ${command//%i/tpm}
  [ ! -e /run/cdi/localhost-tpm.yaml ] || [ -e /dev/tpm0 ]
  ${command//%i/tun}
  [ ! -e /dev/net/tun ] || [ "$(stat -c %a /run/cdi/localhost-tun.yaml)" = 644 ]
}

@test ".deb [upgraded]: what the administrator changed stays, and what was taken away does not come back" {
  echo 'on_denied = "continue"' > /etc/oci-device-hook/policy.toml
  rm /etc/containers/containers.conf.d/oci-device-hook.conf
  run install_deb 2
  assert_status 0
  [ "$(dpkg-query --show --showformat '${Version}' oci-device-hook)" = "$(cat "$ODH_PACKAGES/version")-2" ]
  [ "$(cat /etc/oci-device-hook/policy.toml)" = 'on_denied = "continue"' ]
  [ ! -e /etc/containers/containers.conf.d/oci-device-hook.conf ]
  opens --annotation oci-device-hook/mode=auto
  assert_status 0
}

@test ".deb [removed]: containers start without the hook, and only the policy is left" {
  dpkg --remove oci-device-hook
  opens --annotation oci-device-hook/mode=auto
  assert_failed
  assert_output 'Permission denied'
  rm -r /run/cdi
  [ "$(listing | diff /run/odh-before - | grep '^[<>]')" = $'> /etc/oci-device-hook\n> /etc/oci-device-hook/policy.toml' ]
}

@test ".deb [purged]: nothing is left" {
  dpkg --purge oci-device-hook
  assert_nothing_left
}

@test ".deb [somebody else's hooks_dir]: it is not replaced, and the package says so" {
  mkdir -p /etc/containers
  printf '[engine]\nhooks_dir = ["/usr/share/containers/oci/hooks.d"]\n' > /etc/containers/containers.conf
  run install_deb 1
  assert_status 0
  assert_output 'hooks_dir is set already'
  [ ! -e /etc/containers/containers.conf.d/oci-device-hook.conf ]
  opens --annotation oci-device-hook/mode=auto
  assert_status 0
  dpkg --purge oci-device-hook
  rm /etc/containers/containers.conf
  assert_nothing_left
}

@test ".rpm [installed, used, removed]: it works, and nothing is left" {
  if ! command -v rpm >/dev/null; then skip 'needs rpm in the tree'; fi
  rpm --install --nodeps "$ODH_PACKAGES/1"/*."$(uname -m)".rpm
  rpm --verify --nodeps oci-device-hook
  opens --annotation oci-device-hook/mode=auto
  assert_status 0
  rpm --upgrade --nodeps "$ODH_PACKAGES/2"/*."$(uname -m)".rpm
  opens --annotation oci-device-hook/mode=auto
  assert_status 0
  rpm --erase --nodeps oci-device-hook
  opens --annotation oci-device-hook/mode=auto
  assert_failed
  assert_nothing_left
}

@test ".tar.gz: root's, and every file but the packager's own is in the .deb too" {
  local archive
  archive=$(echo "$ODH_PACKAGES/1"/*-linux-"$(uname -m)".tar.gz)
  [ "$(tar --list --verbose --gzip --file "$archive" | awk '{ print $2 }' | sort --unique)" = root/root ] ||
    [ "$(tar --list --verbose --gzip --file "$archive" | awk '{ print $2 }' | sort --unique)" = 0/0 ]
  diff <(tar --list --gzip --file "$archive" | grep --invert-match '/$' | grep --invert-match LICENSE$ | sort) \
    <(dpkg-deb --fsys-tarfile "$ODH_PACKAGES/1"/*_"$(dpkg --print-architecture)".deb | tar --list |
      grep --invert-match '/$' | sed 's|^\./||' | grep --invert-match --extended-regexp 'copyright$|changelog.Debian.gz$' |
      sed 's|zsh/vendor-completions|zsh/site-functions|' | sort)
}
