#!/usr/bin/env bats
# Installation on a machine that has podman and nothing of ours: containers are served afterwards with no option at all,
# a canary proves it, and the way back leads to every byte that was there before.

setup() {
  load helpers
  need_clean_machine
  need_hook
  make_host_device
  clean_machine
  snapshot_dev
  JSON=/usr/local/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json
  DROP_IN=/etc/containers/containers.conf.d/oci-device-hook.conf
  PROVEN='hook ran: podman [0-9.]+, (crun|runc) [0-9.]+, stage precreate, [0-9.]+ ms'
}

install_hook() { run "$OCI_DEVICE_HOOK" install "$@"; }

assert_installed() {
  install_hook "$@"
  assert_status 0
}

uninstall_hook() { run "$OCI_DEVICE_HOOK" uninstall "$@"; }

# start [OPTIONS]: a container whose user opens the device, with the configuration of the machine.
start() {
  run podman run --rm --interactive --user 1000:1000 --device "$HOST_DEVICE" "$@" "$ODH_IMAGE" \
    sh -c "$(use "$HOST_DEVICE")" < <(:)
}

assert_served() {
  start "$(asks mode=auto)"
  assert_status 0
  assert_output opened
}

assert_not_served() {
  start "$(asks mode=auto)"
  assert_failed
  assert_output 'Permission denied'
}

@test "install [control]: before it the user is denied" {
  assert_not_served
}

@test "install [S15]: a canary proves that the hook runs, containers are served, and uninstall restores every file" {
  install_hook
  assert_status 0
  assert_output "$PROVEN"
  run "$OCI_DEVICE_HOOK" doctor --canary
  assert_output "$PROVEN"
  assert_served
  uninstall_hook
  assert_status 0
  assert_files_restored
  run "$OCI_DEVICE_HOOK" doctor --canary
  assert_failed
  assert_output 'hook did not run'
  assert_not_served
}

@test "install: no container, image or directory of the canary is left" {
  local before
  before=$(ls -d /tmp/oci-device-hook-canary-* 2>/dev/null) || true
  assert_installed
  [ -z "$(podman ps --all --quiet)" ] || fail "expected no containers: $(podman ps --all)"
  [ "$(ls -d /tmp/oci-device-hook-canary-* 2>/dev/null)" = "$before" ] || fail 'expected no directory of the canary'
}

@test "install [files of another hand in its places]: they are kept, and uninstall puts them back" {
  printf 'an older build\n' > /usr/local/bin/oci-device-hook
  chmod 750 /usr/local/bin/oci-device-hook
  mkdir -p "${JSON%/*}" "${DROP_IN%/*}"
  printf '{}\n' > "$JSON"
  printf '# mine\n' > "$DROP_IN"
  touch --date=2020-01-01 "$JSON"
  chown 12345 "$DROP_IN"
  snapshot_files
  assert_installed
  assert_output "$PROVEN"
  uninstall_hook
  assert_status 0
  assert_files_restored
}

@test "install [twice]: the second changes no file, and uninstall still leads to the beginning" {
  assert_installed
  files_of_machine > "$BATS_TEST_TMPDIR/installed"
  assert_installed --no-canary
  [ "$(grep --count 'as it was' <<< "$output")" = 3 ] || fail 'expected three files as they were'
  files_of_machine | grep -v install.json | diff <(grep -v install.json "$BATS_TEST_TMPDIR/installed") - ||
    fail 'expected no change'
  uninstall_hook
  assert_files_restored
}

@test "install --dry-run: writes nothing, and shows each line that install then writes" {
  local file line
  run "$OCI_DEVICE_HOOK" install --dry-run
  assert_status 0
  assert_files_restored
  printf '%s\n' "$output" > "$BATS_TEST_TMPDIR/diff"
  assert_installed --no-canary
  for file in "$JSON" "$DROP_IN"; do
    while read -r line; do
      grep --quiet --line-regexp --fixed-strings -- "+$line" <(sed 's/^+ */+/' "$BATS_TEST_TMPDIR/diff") ||
        fail "expected $file's line in the diff: $line"
    done < "$file"
  done
}

@test "install [hooks_dir of the administrator]: their hooks still run beside ours" {
  mkdir -p /etc/site-hooks
  printf '#!/bin/sh\ntouch %q\nexec cat\n' "$BATS_TEST_TMPDIR/site-hook-ran" > /etc/site-hooks/hook
  chmod 755 /etc/site-hooks/hook
  jq --null-input '{version: "1.0.0", hook: {path: "/etc/site-hooks/hook", args: ["hook"], env: ["PATH=/usr/bin:/bin"]},
    when: {always: true}, stages: ["precreate"]}' > /etc/site-hooks/site.json
  mkdir -p "${DROP_IN%/*}"
  printf '[engine]\nhooks_dir = ["/etc/site-hooks"]\n' > "${DROP_IN%/*}/10-site.conf"
  assert_installed
  rm "$BATS_TEST_TMPDIR/site-hook-ran"
  assert_served
  [ -e "$BATS_TEST_TMPDIR/site-hook-ran" ] || fail "the administrator's hook did not run: $(cat "$DROP_IN")"
}

@test "install [a drop-in that is read later has hooks_dir]: it is edited, and keeps its comments" {
  local last=${DROP_IN%/*}/zz-site.conf
  mkdir -p "${DROP_IN%/*}"
  printf '# ours since 2019\n[engine]\nhooks_dir = [\n  "/usr/share/containers/oci/hooks.d", # the default\n]\n' > "$last"
  chmod 640 "$last"
  snapshot_files
  assert_installed
  assert_output "$PROVEN"
  [ ! -e "$DROP_IN" ] || fail 'expected no drop-in of ours, which would have no effect'
  run cat "$last"
  assert_output '# ours since 2019'
  assert_output '# the default'
  [ "$(stat --format=%a "$last")" = 640 ]
  uninstall_hook
  assert_files_restored
}

@test "uninstall [a file was changed by hand]: nothing is touched, and the way out is named" {
  assert_installed --no-canary
  echo '# my change' >> "$DROP_IN"
  snapshot_files
  uninstall_hook
  assert_status 78
  assert_output "$DROP_IN.* changed since"
  assert_output 'remedy: .*--force'
  assert_files_restored
  uninstall_hook --force
  assert_status 0
  [ ! -e "$DROP_IN" ]
  grep --quiet '# my change' "$DROP_IN.saved"
}

@test "install [a file was changed by hand]: nothing is touched, and --force keeps the change aside" {
  assert_installed --no-canary
  echo '# my change' >> "$JSON"
  snapshot_files
  install_hook
  assert_status 78
  assert_files_restored
  assert_installed --force
  assert_output "$PROVEN"
  grep --quiet '# my change' "$JSON.saved"
}

@test "install [a link in its place]: it is not followed" {
  ln -s /etc/passwd /usr/local/bin/oci-device-hook
  install_hook
  assert_status 78
  assert_output 'found a symbolic link'
  assert_output 'remedy: move it away'
  [ ! -e "$DROP_IN" ]
}

@test "install --prefix [a directory that others may write to]: refused, for root runs what lies there" {
  install -d -m 1777 /usr/local/everybodys
  install_hook --prefix /usr/local/everybodys
  assert_status 78
  assert_output '/usr/local/everybodys: found a directory that others'
  [ ! -e "$DROP_IN" ]
}

@test "install --prefix [another one than before]: the new place is served, the old one is empty" {
  assert_installed --no-canary
  assert_installed --prefix /usr/local/opt
  assert_output "$PROVEN"
  [ ! -e "$JSON" ] && [ ! -e /usr/local/bin/oci-device-hook ] || fail "expected nothing at the old place: $output"
  assert_served
  /usr/local/opt/bin/oci-device-hook uninstall
  assert_files_restored
}

@test "install --always: containers without an annotation are served" {
  assert_installed
  start
  assert_failed
  assert_installed --always
  start
  assert_status 0
}

@test "install --crio: its directory and drop-in, no precreate for it, and what was in force is repeated" {
  mkdir -p /etc/crio/crio.conf.d
  printf '[crio.runtime]\n# ours\nhooks_dir = ["/etc/site-hooks"]\n' > /etc/crio/crio.conf
  snapshot_files
  assert_installed --no-canary
  assert_installed --crio
  assert_output 'systemctl restart crio'
  run cat /etc/crio/crio.conf.d/oci-device-hook.conf
  assert_output '^.*\[crio.runtime\].*hooks_dir = \["/etc/site-hooks", "/usr/local/share/oci-device-hook/crio-hooks.d"\]'
  [ "$(ls /etc/crio/crio.conf.d)" = oci-device-hook.conf ]
  assert_json /usr/local/share/oci-device-hook/crio-hooks.d/*.json '.stages == ["createRuntime"]'
  assert_served
  uninstall_hook
  assert_files_restored
}

# The shared directory of hooks.d files would make this fail: docs/engines.md.
@test "install: podman build still builds" {
  assert_installed
  printf 'FROM %s\nRUN true\n' "$ODH_IMAGE" > "$BATS_TEST_TMPDIR/Containerfile"
  run podman build --isolation chroot --file "$BATS_TEST_TMPDIR/Containerfile" "$BATS_TEST_TMPDIR" < <(:)
  assert_status 0
}

@test "install [CONTAINERS_CONF is set]: refused, for podman would read no other file" {
  CONTAINERS_CONF=/etc/containers/containers.conf install_hook
  assert_status 78
  assert_output 'found CONTAINERS_CONF='
  assert_files_restored
}

@test "install [the engine starts nothing]: exit 2, and the engine's own words" {
  printf '[engine]\nruntime = "no-such-runtime"\n' > /etc/containers/containers.conf
  install_hook
  assert_status 2
  assert_output 'not proven: .*no-such-runtime'
}

@test "install [a hooks_dir that hides ours was written later]: another installation mends it" {
  assert_installed
  printf '[engine]\nhooks_dir = []\n' > "${DROP_IN%/*}/zz-later.conf"
  assert_not_served
  assert_installed
  assert_output "$PROVEN"
  assert_served
}

@test "install [a policy that cannot be read]: exit 1, and the canary says that the hook refused the container, and why" {
  write_policy < <(printf '[log\n')
  install_hook
  assert_status 1
  assert_output 'the hook ran and ended with 78'
  assert_output 'policy.toml:1:5'
  run "$OCI_DEVICE_HOOK" doctor --canary < <(:)
  assert_status 1
  assert_output 'POLICY_INVALID'
  assert_output 'the hook ran and ended with 78'
}

@test "install [a policy that logs nothing]: exit 2, for the log is what would prove it" {
  write_policy < <(printf '[log]\nfile = "none"\n')
  install_hook
  assert_status 2
  assert_output 'not proven: the policy logs nothing'
}

# fake_podman SCRIPT: a podman that does something else, found before the real one.
fake_podman() {
  printf '#!/bin/sh\n%s\n' "$1" > /usr/local/bin/podman
  chmod 755 /usr/local/bin/podman
  PATH=/usr/local/bin:$PATH
}

@test "podman [fails, or prints no JSON]: is what is said, exit 2, by doctor, verify and log" {
  local command
  fake_podman 'echo boom >&2; exit 125'
  run "$OCI_DEVICE_HOOK" doctor --canary < <(:)
  assert_output 'not proven: podman said: boom'
  assert_output 'podman says: boom'
  for command in doctor verify; do
    run "$OCI_DEVICE_HOOK" "$command" cam < <(:)
    assert_status 2
    assert_output '"cam": unknown, for podman said: boom'
  done
  fake_podman 'echo not json'
  for command in doctor verify; do
    run "$OCI_DEVICE_HOOK" "$command" cam < <(:)
    assert_status 2
    assert_output 'podman said what is no JSON: "not json"'
  done
  run "$OCI_DEVICE_HOOK" log cam < <(:)
  assert_status 0
  assert_output 'podman said "not json", expected an id'
}

@test "install [a podman that is called with other hooks]: exit 1, and the canary says that the hook did not run" {
  printf '#!/bin/sh\nexec %q --hooks-dir %q "$@"\n' "$(command -v podman)" "$(no_hooks)" > /usr/local/bin/podman
  chmod 755 /usr/local/bin/podman
  PATH=/usr/local/bin:$PATH install_hook
  assert_status 1
  assert_output 'hook did not run: podman [0-9.]+'
}

@test "upgrade: containers start while the executable is replaced, and each is served" {
  local old=$BATS_TEST_TMPDIR/old stop=$BATS_TEST_TMPDIR/stop starts=0
  cp "$OCI_DEVICE_HOOK" "$old"
  printf 'x' >> "$old" # Another build, as far as its checksum goes.
  run "$old" install --no-canary
  assert_status 0
  (until [ -e "$stop" ]; do "$OCI_DEVICE_HOOK" install --no-canary && "$old" install --no-canary; done) \
    > "$BATS_TEST_TMPDIR/upgrades" 2>&1 3>&- &
  while (( ++starts <= 20 )); do
    start "$(asks require=all)"
    [ "$status" = 0 ] || break
  done
  touch "$stop"
  wait
  [ "$(grep --count 'written' "$BATS_TEST_TMPDIR/upgrades")" -ge 4 ] || fail 'expected the executable to be replaced'
  assert_status 0
  assert_output opened
}

@test "uninstall [the record is lost]: names every file that is in force, and changes none" {
  assert_installed --no-canary
  rm -r /var/lib/oci-device-hook
  snapshot_files
  uninstall_hook
  assert_status 78
  assert_output "found no record in /var/lib/oci-device-hook, and files of an installation: $DROP_IN, $JSON, /usr/local/bin"
  assert_output "remedy: rm -- $DROP_IN $JSON /usr/local/bin/oci-device-hook"
  assert_files_restored
  rm -- "$DROP_IN" "$JSON" /usr/local/bin/oci-device-hook
  uninstall_hook
  assert_status 0
  assert_output 'nothing is installed'
}

@test "uninstall [the record is lost, another prefix, an edited file]: both are named" {
  mkdir -p /etc/containers/containers.conf.d
  printf '[engine]\nhooks_dir = ["/etc/site"]\n' > /etc/containers/containers.conf.d/zz.conf
  assert_installed --no-canary --prefix /usr/local/other
  rm -r /var/lib/oci-device-hook
  uninstall_hook --dry-run
  assert_status 78
  assert_output '/etc/containers/containers.conf.d/zz.conf, /usr/local/other/share/oci-device-hook'
  assert_output 'remedy: take our directory out of hooks_dir in /etc/containers/containers.conf.d/zz.conf, then rm -- /usr/local/other'
}
