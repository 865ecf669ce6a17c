#!/usr/bin/env bats
# A webcam pod as an edge agent writes it: a hostPath volume of type CharDevice and our annotation on the pod, nothing
# else. Rootless podman plays it.

setup_file() {
  load helpers
  make_users
}

teardown_file() { remove_users; }

setup() {
  load helpers
  need_rootless
  need jq crun
  need_hook
  watch_null # A pod's containers have it for their standard input.
  make_host_device
  snapshot_dev
  rm -rf /run/user/*/oci-device-hook
  CAMERA=$(use /dev/video2)
}

# pod ANNOTATION VALUE: a manifest whose container runs CAMERA as uid 1000. Prints its path.
pod() {
  local manifest=$BATS_TEST_TMPDIR/pod.yaml
  cat > "$manifest" <<-YAML
	apiVersion: v1
	kind: Pod
	metadata:
	  name: webcam
	  annotations:
	    $1: "$2"
	spec:
	  restartPolicy: Never
	  containers:
	  - name: camera
	    image: $ODH_IMAGE
	    imagePullPolicy: Never
	    command: ["/bin/sh", "-c", "$CAMERA"]
	    securityContext:
	      runAsUser: 1000
	    volumeMounts:
	    - name: video
	      mountPath: /dev/video2
	  volumes:
	  - name: video
	    hostPath:
	      path: $HOST_DEVICE
	      type: CharDevice
	YAML
  printf '%s\n' "$manifest"
}

# play USER HOOKS-DIR MANIFEST [RUNTIME]
play() {
  at_end "as $1 podman pod rm --all --force --time 0 >/dev/null"
  # Through a pipe of the user's own, as a shell makes it: the hook writes its reason where podman would.
  # shellcheck disable=SC2016 # $@ is the inner shell's.
  run as "$1" bash -o pipefail -c '"$@" 2>&1 | cat' -- \
    podman --runtime "${4-crun}" --hooks-dir "$2" kube play --network none "$3"
}

# camera_said USER: waits for the container's end. Sets status to its own, and output.
camera_said() {
  local code
  code=$(as "$1" podman wait webcam-camera)
  run as "$1" podman logs webcam-camera
  status=$code
}

@test "kube play [control]: without the hook the user in the group is denied" {
  play "$MEMBER" "$(no_hooks)" "$(pod oci-device-hook/mode auto)"
  assert_status 0
  camera_said "$MEMBER"
  assert_failed
  assert_output 'Permission denied'
}

@test "kube play [S12, mode=auto, require=all]: the container of a user in the group opens the device" {
  local annotation
  for annotation in 'mode auto' 'require all' 'require /dev/video2'; do
    # shellcheck disable=SC2086 # key and value
    play "$MEMBER" "$(hooks_dir precreate)" "$(pod oci-device-hook/$annotation)"
    assert_status 0
    camera_said "$MEMBER"
    assert_status 0
    assert_output 'opened'
    as "$MEMBER" podman pod rm --all --force --time 0 >/dev/null
  done
}

@test "kube play [require=all, outside the group]: the container does not start; stderr and the log say why" {
  play "$OUTSIDER" "$(hooks_dir precreate)" "$(pod oci-device-hook/require all)"
  assert_failed
  assert_output 'oci-device-hook: /dev/video2 is not usable: '
  assert_output 'exit status 77'
  [ "$(as "$OUTSIDER" podman inspect --format '{{.State.Status}}' webcam-camera)" = created ]
  log_of "$OUTSIDER" > "$BATS_TEST_TMPDIR/line"
  assert_json "$BATS_TEST_TMPDIR/line" '.devices[0].path == "/dev/video2" and .exit == 77'
  assert_json "$BATS_TEST_TMPDIR/line" '.devices[0].reason | test("groups of the caller do not open it")'
}

@test "kube play [mode=auto, outside the group]: the container starts and is denied, as without the hook" {
  play "$OUTSIDER" "$(hooks_dir precreate)" "$(pod oci-device-hook/mode auto)"
  assert_status 0
  camera_said "$OUTSIDER"
  assert_failed
  assert_output 'Permission denied'
}

@test "kube play [runc, require=all]: the container does not start, and the log says that runc ignores keep-groups" {
  need runc
  play "$MEMBER" "$(hooks_dir precreate)" "$(pod oci-device-hook/require all)" runc
  assert_failed
  [[ $(log_of "$MEMBER" | jq --raw-output '.devices[0].reason') =~ 'runc ignores' ]] || fail "$(log_of "$MEMBER")"
}

@test "kube play: the infra container is left alone, and the container alone has the groups" {
  local infra
  CAMERA='sleep 600'
  play "$MEMBER" "$(hooks_dir precreate)" "$(pod oci-device-hook/require all)"
  assert_status 0
  infra=$(as "$MEMBER" podman pod inspect --format '{{.InfraContainerID}}' webcam)
  run groups_of "$infra"
  refute_output "(^|[^0-9])$ODH_GID([^0-9]|$)"
  run groups_of webcam-camera
  assert_output "(^|[^0-9])$ODH_GID([^0-9]|$)"
  [ "$(log_of "$MEMBER" | jq '.devices[]' --compact-output | wc -l)" = 1 ] || fail "$(log_of "$MEMBER")"
}

# groups_of CONTAINER: of its first process, as the host numbers them.
groups_of() { grep ^Groups: "/proc/$(as "$MEMBER" podman inspect --format '{{.State.Pid}}' "$1")/status"; }
