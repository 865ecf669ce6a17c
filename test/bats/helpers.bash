# What every suite loads: the parts in test/support, the requirements, and the watch over the host's /dev.

for part in assert bundle clean-machine dev-snapshot device engines hook mounts podman rootless; do
  # shellcheck source=/dev/null
  source "$BATS_TEST_DIRNAME/../support/$part.bash"
done

# Requirements. Each skips with what is missing and how to get it.

need_root() { [ "$(id -u)" = 0 ] || skip 'needs root: run npm test as root'; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || skip "needs $tool: install its package, or run npm test as root, which does"
  done
}

# The suites' mount namespace hides /run and the host's container storage.
need_namespace() {
  need_root
  [ "${OCI_DEVICE_HOOK_NAMESPACE-}" = private ] || skip 'needs a private mount namespace: run test/bats/run as root'
}

need_rootfs() { [ -d "$ODH_SUITE/rootfs" ] || skip 'needs a static busybox: install busybox-static'; }

need_podman() {
  need_namespace
  need podman
  [ -n "${ODH_IMAGE-}" ] || skip 'needs a static busybox for the image: install busybox-static'
}

need_runtime() {
  need_namespace
  need "$1" jq
  need_rootfs
}

# Not a skip: npm test builds first, so a missing binary is a failure.
need_hook() {
  [ -x "$OCI_DEVICE_HOOK" ] || fail "there is no $OCI_DEVICE_HOOK: run npm run build first"
}

# at_end COMMAND: run by the test's teardown, however the test ends.
AT_END=()
at_end() { AT_END+=("$1"); }

# write_policy: stdin becomes the policy for this test. /etc is the suites' own (test/bats/run).
write_policy() {
  need_namespace
  install -D --mode=644 /dev/stdin /etc/oci-device-hook/policy.toml
  at_end 'rm -r /etc/oci-device-hook'
}

# Every suite's teardown: the watch over /dev, and no node left there whatever it says.
teardown() {
  local held=0 command
  assert_dev_unchanged || held=1
  for command in "${AT_END[@]}"; do eval "$command" || held=1; done
  remove_host_device
  put_null_back
  return "$held"
}
