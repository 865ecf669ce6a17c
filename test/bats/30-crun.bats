#!/usr/bin/env bats
# crun without podman: the hook stands in config.json, as CRI-O and containerd put it there.

RUNTIME=crun

setup() {
  load helpers
  load runtime-claims
  need_runtime "$RUNTIME"
  need_hook
  snapshot_dev
}

@test "crun [control]: without the hook the user is denied" { claim_denied_without_hook; }

@test "crun [hooks.createRuntime]: the user opens the device" { claim_opens createRuntime; }

@test "crun [hooks.prestart]: the user opens the device" { claim_opens prestart; }

@test "crun [both stages]: the second changes nothing and the user opens the device" { claim_both_stages; }

@test "crun [the same hook twice]: the user opens the device" { claim_twice; }

@test "crun [mode=off]: the user is denied" { claim_off; }

@test "crun [gid 0]: the node's uid is the user's and its group stays" { claim_gid_zero; }

@test "crun [no annotation]: the user opens the device" { claim_not_asked; }

@test "crun [no device]: the container starts" { claim_no_device; }

@test "crun [require=all, block device]: the container does not start, and the text says why" { claim_denied_by_policy; }

@test "crun [config.json names a mode that does not exist]: the container does not start" { claim_bad_annotation; }

@test "crun [a bind mount outside of /dev that another mount covers]: refused, and no node at another place" {
  make_host_device
  snapshot_dev
  claim_covered_bind
}

@test "crun [hooks.createContainer]: the container does not start, and the text names the stage to use" {
  claim_create_container
}

@test "crun [plain run, no hook at all]: the bundle itself works" { claim_bundle_works; }

@test "crun [run without --bundle]: the user opens the device" {
  run env --chdir="$(new_bundle "$(with_hooks createRuntime)")" crun run "odh-$$-$BATS_TEST_NUMBER" < <(:)
  assert_device_opened
}

# As crun 1.8 to 1.29 say it when the container's root may not enter the bundle (podman with a user namespace).
@test "crun [the state names \"/\" as bundle]: the user opens the device" {
  run_with '.hooks = {createRuntime: [$entry]}' ".hooks.createRuntime[0].path = \"$(bundle_is_root)\""
  assert_device_opened
}

# bundle_is_root: a program that lies to our hook about the bundle. The hook takes its place, so that its parent is
# still crun.
bundle_is_root() {
  local liar=$BATS_TEST_TMPDIR/liar
  cat > "$liar" <<-SH
	#!/bin/sh
	PATH=$PATH jq '.bundle = "/"' > "$liar.state"
	exec env -i $HOOK_PATH "$OCI_DEVICE_HOOK" createRuntime < "$liar.state"
	SH
  chmod 755 "$liar"
  printf '%s\n' "$liar"
}

@test "crun [no device rules]: nothing is denied, and the log promises what is true" {
  claim_opens_by_itself "$NO_RULES"
  claim_promised "$NO_RULES" true
  assert_device_opened
}

@test "crun [rules for other devices, none for all]: the log promises nothing" {
  claim_promised "$OTHER_RULES" null
}
