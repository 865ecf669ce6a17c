import type { Remedy } from '../symptom.ts'

/** Remedies that more than one symptom has. */

export const SERVE: Remedy = {
  does: 'let the hook make the device usable, whichever engine and user it is',
  command: 'podman run --annotation oci-device-hook/mode=auto --device {device} IMAGE',
}
export const JOIN_GROUP: Remedy = {
  does: "join the device's group on the host, then log in again (rootless: the caller's groups are what counts)",
  command: 'sudo usermod -aG "$(stat -c %G {device})" "$USER"',
}
export const GIVE_DEVICE: Remedy = {
  does: 'give the device with --device, which adds the rule, in the place of -v',
  command: 'podman run --device {device} IMAGE',
}
export const ASK_KERNEL: Remedy = {
  does: 'ask which layer says no, for a container that runs',
  command: 'sudo oci-device-hook verify CONTAINER --open',
}
export const USE_CRUN: Remedy = { does: 'use crun', command: 'podman --runtime crun run IMAGE' }
export const MAP_GROUP: Remedy = {
  does: "map the device's group into the containers of this user",
  command: 'oci-device-hook gidmap "$(stat -c %G {device})"',
}
export const KEEP_GROUPS: Remedy = {
  does: 'use the annotation, which needs no lookup and goes through every front-end',
  command: 'podman run --annotation run.oci.keep_original_groups=1 IMAGE',
}
export const RECREATE: Remedy = {
  does: 'make the container again: its list of devices is the one of the day it was made',
  command: 'podman rm CONTAINER && podman run --device {device} IMAGE',
}
export const OPTIONAL: Remedy = {
  does: 'or say that the device may be missing: the hook then drops it at such a start',
  command: 'podman run --annotation oci-device-hook/optional={device} --device {device} IMAGE',
}
export const SHOW_NODE: Remedy = { does: 'look at the device on the host', command: 'oci-device-hook devices {device}' }
export const SHOW_LOG: Remedy = { does: 'read what the hook logged', command: 'oci-device-hook log' }
