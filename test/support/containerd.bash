# A containerd of the suite's own, spoken to as the kubelet does and through ctr.

CRI_POD=$BATS_TEST_DIRNAME/../support/cri/pod.ts
NODE=$BATS_TEST_DIRNAME/../../node_modules/.bin/node
readonly POD_IMAGE=localhost/odh-pod:latest

need_containerd() {
  need_namespace
  need containerd ctr runc jq
  [ -n "${ODH_IMAGE-}" ] || skip 'needs podman and a static busybox, of which the image is made'
}

# start_containerd NAME [true]: with two handlers, "runc" as it comes and "hooked" with our base spec. "true" has
# containerd give devices to the user of the pod itself. Exports the socket as CONTAINERD_ADDRESS, which ctr reads.
start_containerd() {
  local home=$BATS_FILE_TMPDIR/containerd-$1 attempt
  mkdir -p "$home"
  pod_image "$home/image.tar"
  base_spec > "$home/base.json"
  containerd_config "$home" "${2-false}" > "$home/config.toml"
  export CONTAINERD_ADDRESS=$home/socket
  containerd --config "$home/config.toml" >"$home/log" 2>&1 3>&- &
  echo $! > "$home/pid"
  for (( attempt = 0; attempt < 100; attempt++ )); do
    if ctr version >/dev/null 2>&1; then break; fi
    sleep 0.1
  done
  ctr --namespace k8s.io images import "$home/image.tar" >/dev/null || fail "$(tail -n 5 "$home/log")"
}

# stop_containerd NAME: shims end with their pods, which each test removes.
stop_containerd() { kill "$(cat "$BATS_FILE_TMPDIR/containerd-$1/pid")"; }

# pod_image FILE: as docker saves images. It is the pause image too, so its command only waits.
pod_image() {
  tar --create --directory "$ODH_SUITE/rootfs" . |
    podman import --quiet --change 'CMD ["/bin/sleep", "600"]' - "$POD_IMAGE" >/dev/null
  podman save --quiet --format docker-archive --output "$1" "$POD_IMAGE"
}

# base_spec: what every container of a handler starts from. Our hook stands between two that keep config.json.
base_spec() {
  # shellcheck disable=SC2016 # expanded by the shell of the hook
  ctr oci spec | jq --compact-output --argjson entry "$(hook_entry createRuntime)" --arg kept "$BATS_FILE_TMPDIR/kept" '
    def keep(name): {path: "/bin/sh", args: ["sh", "-c", "cp config.json \($kept).\(name)"], env: $entry.env};
    .hooks = {createRuntime: [keep("before"), $entry, keep("after")]}'
}

containerd_is_at_least() { [ "$(printf '%s\n' "$1" "$(containerd_version)" | sort --version-sort | head -n 1)" = "$1" ]; }

# containerd_version: 1.7.24, of "containerd github.com/containerd/containerd 1.7.24~ds1 1.7.24~ds1-6".
containerd_version() { containerd --version | grep --only-matching --extended-regexp '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1; }

containerd_config() {
  local cri='plugins."io.containerd.grpc.v1.cri"'
  cat <<-TOML
	version = 2
	root = "/var/lib/containerd-$1"
	state = "$1/state"
	disabled_plugins = ["io.containerd.internal.v1.opt"]
	[grpc]
	address = "$1/socket"
	[$cri]
	sandbox_image = "$POD_IMAGE"
	device_ownership_from_security_context = $2
	disable_tcp_service = true
	restrict_oom_score_adj = true
	$(if containerd_is_at_least 1.7; then echo 'enable_cdi = true'; fi)
	[$cri.containerd]
	snapshotter = "native"
	default_runtime_name = "runc"
	[$cri.containerd.runtimes.runc]
	runtime_type = "io.containerd.runc.v2"
	[$cri.containerd.runtimes.hooked]
	runtime_type = "io.containerd.runc.v2"
	base_runtime_spec = "$1/base.json"
	container_annotations = ["oci-device-hook/*"]
	TOML
}

# pod HANDLER SCRIPT [JQ-FILTER]: what the kubelet is told; the filter adds user, devices and annotations.
pod() {
  jq --null-input --compact-output --arg image "$POD_IMAGE" --arg handler "$1" --arg script "$2" \
    '{image: $image, handler: $handler, command: ["sh", "-c", $script]} | '"${3-.}" |
    "$NODE" "$CRI_POD" "$CONTAINERD_ADDRESS" 2>&1
}
