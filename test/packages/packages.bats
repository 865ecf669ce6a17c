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

@test "the service is left with what it needs: systemd rates its exposure as 4 of 10 at most" {
  systemd-analyze security --no-pager --offline=true --threshold=40 \
    /usr/lib/systemd/system/oci-device-hook-cdi@serial.service
}

# of_unit KEY: its commands in the service, for the class tun.
of_unit() { sed -n "s/^$1=-\?//p" /usr/lib/systemd/system/oci-device-hook-cdi@.service | sed 's/%i/tun/g'; }

@test "hotplug: the rule puts a file where each enabled unit looks, and the service takes its own away before it looks" {
  local rule clear
  rule=$(sed -n 's/.*RUN+="\/bin\/sh -c '"'\(.*\)'"'"$/\1/p' /usr/lib/udev/rules.d/70-oci-device-hook.rules)
  [ -n "$rule" ] || fail 'found no command in the rule'
  mkdir -p /run/oci-device-hook-cdi/tun /run/oci-device-hook-cdi/serial
  sh -c "${rule//\$\$/$}"
  [ -e /run/oci-device-hook-cdi/tun/hotplug ] && [ -e /run/oci-device-hook-cdi/serial/hotplug ]
  clear=$(of_unit ExecStartPre | head -n 1)
  $clear
  [ ! -e /run/oci-device-hook-cdi/tun/hotplug ] && [ -e /run/oci-device-hook-cdi/serial/hotplug ]
  # Level-triggered: what comes while the service runs still counts when it has ended.
  grep '^DirectoryNotEmpty=/run/oci-device-hook-cdi/%i$' /usr/lib/systemd/system/oci-device-hook-cdi@.path
}

@test "the unit's command needs none of root's capabilities" {
  local command
  command=$(of_unit ExecStart)
  rm -rf /run/cdi
  setpriv --bounding-set=-all --inh-caps=-all $command
  [ ! -e /dev/net/tun ] || [ -s /run/cdi/localhost-tun.yaml ]
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

# enable_unit: as an administrator does; here no systemd runs, as in an image that is being built.
enable_unit() {
  systemctl enable oci-device-hook-cdi@serial.path
  [ -L /etc/systemd/system/multi-user.target.wants/oci-device-hook-cdi@serial.path ]
}

@test ".deb [removed]: containers start without the hook, and only the policy is left" {
  enable_unit
  mkdir -p /run/cdi
  echo '{"hooks": [{"args": ["oci-device-hook", "create-symlinks"]}]}' > /run/cdi/ours.json
  echo '{"hooks": [{"args": ["nvidia-cdi-hook", "create-symlinks"]}]}' > /run/cdi/theirs.json
  dpkg --remove oci-device-hook
  [ "$(ls /run/cdi)" = theirs.json ]
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

@test "hooks_dir is found set in every way that TOML has, and not in a comment" {
  local line
  # shellcheck source=/dev/null
  source "$ODH_CHECKOUT/packaging/scripts/functions.sh"
  while read -r line; do
    echo "$line" > "$BATS_TEST_TMPDIR/conf"
    sets_hooks_dir "$BATS_TEST_TMPDIR/conf" || fail "not found: $line"
    echo "# $line" > "$BATS_TEST_TMPDIR/conf"
    ! sets_hooks_dir "$BATS_TEST_TMPDIR/conf" || fail "found in a comment: $line"
  done <<-'TOML'
	hooks_dir = ["/a"]
	  hooks_dir=["/a"]
	engine.hooks_dir = ["/a"]
	"hooks_dir" = ["/a"]
	'engine' . 'hooks_dir' = ["/a"]
	engine = { runtime = "crun", hooks_dir = ["/a"] }
	TOML
  echo 'other_hooks_dirs = 1' > "$BATS_TEST_TMPDIR/conf"
  ! sets_hooks_dir "$BATS_TEST_TMPDIR/conf"
}

# newest_symbols: of names such as libc.so.6(GLIBC_2.28)(64bit) the newest of each library and prefix, but for those
# libraries of glibc that come with its libc.
newest_symbols() {
  sed -n 's/^\(lib[^(]*(\)\([A-Z]*\)_\([0-9.]*\))(64bit)$/\1\2 \3/p' | grep --invert-match '^lib\(m\|dl\|pthread\)\.' |
    sort --key=1,1 --key=2,2V | awk '{ newest[$1] = $2 } END { for (name in newest) print name "_" newest[name] ")(64bit)" }' |
    sort
}

@test ".rpm [requires]: the libraries of the executable by their own names, each with the newest symbols that it needs" {
  if ! command -v rpm >/dev/null; then skip 'needs rpm in the tree'; fi
  local needed stated
  needed=$(echo "$ODH_CHECKOUT/dist/oci-device-hook" | /usr/lib/rpm/elfdeps --requires | newest_symbols)
  stated=$(rpm --query --requires --package "$ODH_PACKAGES/1"/*."$(uname -m)".rpm)
  [ "$(newest_symbols <<< "$stated")" = "$needed" ] || fail "stated: $stated, needed: $needed"
  grep --fixed-strings 'libc.so.6(GLIBC_2.28)(64bit)' <<< "$stated"
  # A name that only one distribution has for a package.
  ! grep --extended-regexp '^(libatomic|libstdc\+\+)( |$)' <<< "$stated"
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
  enable_unit
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
