# The test device: the null device's number, so that using it harms nothing, behind mode bits that a user must pass.

# make_device PATH: c 1:3, root:video 0660. Refuses to touch a node that exists.
make_device() {
  if [ -e "$1" ]; then
    printf 'make_device: %s exists, and is not ours to replace\n' "$1" >&2
    return 1
  fi
  mknod --mode=0660 "$1" c 1 3
  chown "0:$ODH_GID" "$1"
}

# make_host_device: a node in the host's /dev, under a name that no driver has. Removed by remove_host_device.
make_host_device() {
  HOST_DEVICE=/dev/oci-device-hook-test-$$-$BATS_TEST_NUMBER
  make_device "$HOST_DEVICE"
}

remove_host_device() { if [ -n "${HOST_DEVICE-}" ]; then rm -f "$HOST_DEVICE"; fi; }
