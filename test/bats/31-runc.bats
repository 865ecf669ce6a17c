#!/usr/bin/env bats
# runc without podman: the hook stands in config.json, as CRI-O and containerd put it there.

RUNTIME=runc

setup() {
  load helpers
  load runtime-claims
  need_runtime "$RUNTIME"
  need_hook
  snapshot_dev
}

@test "runc [control]: without the hook the user is denied" { claim_denied_without_hook; }

@test "runc [hooks.createRuntime]: the user opens the device" { claim_opens createRuntime; }

@test "runc [hooks.prestart]: the user opens the device" { claim_opens prestart; }

@test "runc [both stages]: the second changes nothing and the user opens the device" { claim_both_stages; }

@test "runc [the same hook twice]: the user opens the device" { claim_twice; }

@test "runc [mode=off]: the user is denied" { claim_off; }

@test "runc [gid 0]: the node's uid is the user's and its group stays" { claim_gid_zero; }

@test "runc [no annotation]: the user opens the device" { claim_not_asked; }

@test "runc [no device]: the container starts" { claim_no_device; }

@test "runc [require=all, block device]: the container does not start, and the text says why" { claim_denied_by_policy; }

@test "runc [config.json names a mode that does not exist]: the container does not start" { claim_bad_annotation; }

@test "runc [a bind mount outside of /dev that another mount covers]: refused, and no node at another place" {
  make_host_device
  snapshot_dev
  claim_covered_bind
}

@test "runc [hooks.createContainer]: the container does not start, and the text names the stage to use" {
  claim_create_container
}

@test "runc [plain run, no hook at all]: the bundle itself works" { claim_bundle_works; }

@test "runc [no device rules, or some for other devices]: all else is denied, and nothing else is promised" {
  local rules
  for rules in "$NO_RULES" "$OTHER_RULES"; do
    claim_denied_by_itself "$rules"
    claim_promised "$rules" false
    assert_never_ran
    assert_output 'no device cgroup rule of the container allows c 10:'
  done
}
