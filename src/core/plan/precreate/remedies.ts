import type { Observation } from '../../model/observation.ts'
import { shellQuote } from '../../report/shell-quote.ts'

/** What opens a device of the host to a rootless container by its group, in commands for its path. */
export function mapTheGroup(device: Observation): string {
  return `map the group into the container: oci-device-hook gidmap ${onHost(device)} says how`
}

/** The hook cannot name the group: it has no number in podman's user namespace. */
export function joinTheGroup(device: Observation): string {
  const join = `sudo usermod -aG GROUP USER, with the group that stat -c %G ${onHost(device)} names`
  return `join the group of the device (${join}), log in again, and start the container anew`
}

function onHost({ source, host, path }: Observation): string {
  return shellQuote(source ?? host?.path ?? path)
}
