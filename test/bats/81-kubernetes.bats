#!/usr/bin/env bats
# deploy/kubernetes: its image is built with buildah, its manifests rendered by kubectl and played by podman, which stands
# for the engine of a node whose root is this suite's. Runs with the tools of Debian 13 (npm run test:trixie).

DEPLOY=$BATS_TEST_DIRNAME/../../deploy/kubernetes
VALIDATE=$BATS_TEST_DIRNAME/../support/kubernetes/validate.ts
HOOKS_D=/etc/containers/oci/hooks.d
NODE=$BATS_TEST_DIRNAME/../../node_modules/.bin/node

setup() {
  load helpers
  need_podman
  need buildah kubectl jq
  need_hook
  watch_null
  make_host_device
  snapshot_dev
  at_end 'podman pod rm --all --force --time 0 >/dev/null'
  at_end "rm -rf /opt/oci-device-hook $HOOKS_D"
}

# rendered DIRECTORY: what kubectl makes of it, for the image that is built here.
rendered() {
  kubectl kustomize "$DEPLOY/$1" | sed "s|registry.example.com/oci-device-hook:[0-9.]*|localhost/odh-deploy|"
}

# build_image: on a base of busybox and the libraries that the executable needs, as nothing is downloaded here.
build_image() {
  local base=$BATS_TEST_TMPDIR/base library
  cp --archive "$ODH_SUITE/rootfs" "$base"
  "$base/bin/busybox" --install -s "$base/bin"
  while read -r library; do
    install -D "$library" "$base$library"
  done < <(ldd "$OCI_DEVICE_HOOK" | grep --only-matching '/[^ ]*')
  tar --create --directory "$base" . | podman import --quiet - localhost/odh-base >/dev/null
  buildah build --quiet --isolation chroot --build-arg BASE=localhost/odh-base --tag localhost/odh-deploy \
    --file "$DEPLOY/Containerfile" "$BATS_TEST_DIRNAME/../.." >/dev/null
}

# as_pod: the DaemonSet's pod. podman 5.4 plays a DaemonSet, too, and forgets the annotations of its template.
as_pod() {
  to_json | jq '.spec.template | {apiVersion: "v1", kind: "Pod", metadata: (.metadata + {name: "oci-device-hook-pod"}), spec}'
}

# without_injector: the NRI plugin's image cannot be had here: a container that sleeps has its mounts. It is a sidecar, which
# podman would wait for.
without_injector() {
  jq '(.spec.initContainers[] | select(.name == "hook-injector")) as $plugin |
    .spec.containers += [$plugin | del(.restartPolicy) | .image = "localhost/odh-deploy" | .args = ["canary"]] |
    .spec.initContainers -= [$plugin]'
}

# play FILE: as a node's engine would start the pod.
play() { podman --hooks-dir "$HOOKS_D" kube play --quiet --network none "$1" < <(:); }

# what_is_there: every file outside /run, /var, /proc, /sys, /dev and /tmp, with its inode's last change.
what_is_there() {
  find / -xdev \( -path /run -o -path /var -o -path /tmp -o -path /proc -o -path /sys -o -path /dev \) -prune -o \
    -printf '%p %i %m %U:%G %s\n' | LC_ALL=C sort
  find /etc -printf '%p %m %U:%G %s\n' | LC_ALL=C sort
}

in_container() { podman exec "oci-device-hook-pod-$1" /bin/sh /usr/libexec/oci-device-hook/node.sh "$2" < <(:); }

# eventually COMMAND: for what another process brings about; the test fails by the time limit of podman's own steps.
eventually() {
  local attempt
  for (( attempt = 0; attempt < 100; attempt++ )); do
    if "$@"; then return; fi
    sleep 0.1
  done
  fail "still not so after 10 s: $*"
}

@test "kubernetes [manifests]: base and overlays fit the schemas that Kubernetes publishes" {
  local directory
  for directory in base overlays/cri-o overlays/containerd; do
    run "$NODE" "$VALIDATE" < <(rendered "$directory")
    assert_status 0
    assert_output '^DaemonSet oci-device-hook$'
  done
}

@test "kubernetes [manifests, control]: a manifest with a slip is refused" {
  run "$NODE" "$VALIDATE" < <(rendered base | sed 's/containers:/container:/')
  assert_failed
  assert_output 'containers'
}

@test "kubernetes [overlay cri-o]: both privileged containers are told the engine" {
  run jq --raw-output '.spec.template.spec | (.initContainers + .containers)[].env[]? | select(.name == "ENGINE").value' \
    < <(rendered overlays/cri-o | to_json)
  assert_output $'^cri-o\ncri-o$'
}

@test "kubernetes [manifests]: the node's processes are seen where CRI-O is restarted, and nowhere else" {
  local directory
  for directory in base overlays/cri-o overlays/containerd; do
    run jq --raw-output '.spec.template.spec.hostPID // false' < <(rendered "$directory" | to_json)
    [ "$output" = "$([ "$directory" = overlays/cri-o ] && echo true || echo false)" ] || fail "$directory has $output"
  done
}

@test "kubernetes [manifests]: only what writes to the node is privileged, and only nodes that it runs on are chosen" {
  local spec
  spec=$(rendered overlays/containerd | to_json | jq '.spec.template.spec')
  all() { jq --raw-output --compact-output "$1" <<< "$spec"; }
  [ "$(all '[(.initContainers + .containers)[] | select(.securityContext.privileged).name]')" = '["install","keep"]' ]
  [ "$(all '[(.initContainers + .containers)[] | select(.securityContext.privileged | not) | .securityContext |
    [.allowPrivilegeEscalation, .capabilities.drop[0], .seccompProfile.type] | join(" ")] | unique')" = \
    '["false ALL RuntimeDefault"]' ]
  [ "$(all '[(.initContainers + .containers)[] | select(.resources.requests == null)] | length')" = 0 ]
  [ "$(all '.initContainers[] | select(.name == "hook-injector").image | test(":v[0-9]+\\.[0-9]+\\.[0-9]+$")')" = true ]
  [ "$(all '.nodeSelector["kubernetes.io/os"]')" = linux ]
  [ "$(all '.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchExpressions[] |
    select(.key == "kubernetes.io/arch").values | join(" ")')" = 'amd64 arm64' ]
  # The plugin starts after "install": the directory that it watches is there then.
  [ "$(all '[.initContainers[].name]')" = '["install","hook-injector"]' ]
}

to_json() {
  "$NODE" --input-type=module --eval "
    import { parse } from 'yaml'
    import { readFileSync } from 'node:fs'
    console.log(JSON.stringify(parse(readFileSync(0, 'utf8'))))"
}

# play_containerd: the overlay's pod, on a node that has a socket of NRI and no directory for hooks.
play_containerd() {
  mkdir -p /run/nri
  rendered overlays/containerd | as_pod | without_injector > "$BATS_TEST_TMPDIR/containerd.yaml"
  play "$BATS_TEST_TMPDIR/containerd.yaml"
}

@test "kubernetes [containerd, played by podman]: installs, is ready once the hook ran, serves, and leaves nothing" {
  build_image
  what_is_there > "$BATS_TEST_TMPDIR/before"
  play_containerd
  cmp "$OCI_DEVICE_HOOK" /opt/oci-device-hook/bin/oci-device-hook
  assert_json "$HOOKS_D/oci-device-hook-createRuntime.json" '.hook.path == "/opt/oci-device-hook/bin/oci-device-hook"'
  eventually in_container keep ready
  run podman --hooks-dir "$HOOKS_D" run --rm --interactive --user 1000:1000 --device "$HOST_DEVICE" \
    --annotation oci-device-hook/mode=auto "$ODH_IMAGE" sh -c "$(use "$HOST_DEVICE")" < <(:)
  assert_status 0
  assert_output opened
  podman kube down "$BATS_TEST_TMPDIR/containerd.yaml" >/dev/null
  what_is_there | diff "$BATS_TEST_TMPDIR/before" - || fail 'files are left, or have changed'
}

# keep_waits: "keep" has looked for the canary, whatever it found, and sleeps. What an earlier one saw is in the log still.
keep_waits() {
  podman exec oci-device-hook-pod-keep sh -c "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -q 'sleep[ ]2 '" < <(:)
}

@test "kubernetes [keep is started again by itself]: it took the hook away, and is not ready without it" {
  build_image
  play_containerd
  eventually in_container keep ready
  podman stop oci-device-hook-pod-keep >/dev/null
  [ ! -e "$HOOKS_D/oci-device-hook-createRuntime.json" ] || fail 'the control: the hook was not taken away'
  podman start oci-device-hook-pod-keep < <(:) >/dev/null
  eventually keep_waits
  run in_container keep ready
  assert_failed
}

@test "kubernetes [control: an engine that reads no hooks]: it is installed, and not ready" {
  build_image
  rendered base | as_pod > "$BATS_TEST_TMPDIR/base.yaml"
  podman --hooks-dir "$(no_hooks)" kube play --quiet --network none "$BATS_TEST_TMPDIR/base.yaml" < <(:)
  [ -e /opt/oci-device-hook/bin/oci-device-hook ]
  eventually podman logs oci-device-hook-pod-canary >/dev/null
  run in_container keep ready
  assert_failed
  podman kube down "$BATS_TEST_TMPDIR/base.yaml" >/dev/null
}

@test "kubernetes [cri-o]: the drop-in for CRI-O comes, and goes with the DaemonSet" {
  build_image
  what_is_there > "$BATS_TEST_TMPDIR/before"
  # There is no CRI-O here to restart.
  rendered overlays/cri-o | sed '/name: RESTART/{n;s/"true"/"false"/}' | as_pod > "$BATS_TEST_TMPDIR/crio.yaml"
  play "$BATS_TEST_TMPDIR/crio.yaml"
  grep --recursive --fixed-strings hooks_dir /etc/crio/crio.conf.d
  podman kube down "$BATS_TEST_TMPDIR/crio.yaml" >/dev/null
  what_is_there | diff "$BATS_TEST_TMPDIR/before" - || fail 'files are left, or have changed'
}
