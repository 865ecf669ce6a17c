import { permissionOf } from '../../host/permission.ts'
import { shellQuote } from '../../report/shell-quote.ts'
import { type Finding, warn } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** What only an ACL of the host lets through ends with the session of whoever sits at the desk. */
export function seatAcl({ outside, devices }: ContainerFacts): Finding[] {
  if (outside === undefined) return []
  const who = { ...outside, overridesModes: false }
  return devices.flatMap(({ path, verdict, host }) => {
    if (verdict === 'denied' || host?.acl === undefined) return []
    const isByAcl = permissionOf(host, host.acl, who).rule === 'acl-user' && !permissionOf(host, undefined, who).allowed
    if (!isByAcl) return []
    return [
      warn({
        code: 'ACL_SEAT',
        found: `${path} opens only by an ACL for uid ${who.uid} (logind), which goes when the session at the desk ends`,
        expected: 'a group, for what runs after logout, over ssh, and at boot',
        remedy: `sudo usermod -aG "$(stat -c %G ${shellQuote(host.path)})" "$(id -nu ${who.uid})"`,
      }),
    ]
  })
}
