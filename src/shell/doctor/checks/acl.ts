import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import type { HostDevice } from '../../../core/host/host-device.ts'
import { permissionOf } from '../../../core/host/permission.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { Sources, Subject } from '../sources.ts'

interface Facts {
  readonly user: string
  /** Devices that the user may open by an ACL that names them, and by nothing else. */
  readonly devices: readonly HostDevice[]
}

/** logind gives devices to whoever sits at the desk (TAG+="uaccess"), and takes them back when that session ends. */
export const acl = check('acl', gather, (facts) => (facts === undefined ? [] : judge(facts)))

function gather(sources: Sources, { user }: Subject): Facts | undefined {
  if (user === undefined || user.uid === 0) return undefined
  const opener = { uid: user.uid, gid: user.gid, groups: user.groups, overridesModes: false }
  const devices = sources.devices().filter((device) => {
    const { allowed, rule } = permissionOf(device, device.acl, opener)
    return allowed && rule === 'acl-user' && !permissionOf(device, undefined, opener).allowed
  })
  return { user: user.name, devices }
}

function judge({ user, devices }: Facts): Finding[] {
  if (devices.length === 0) return [ok('ACL', `no device is open to ${user} by an ACL alone`)]
  const paths = devices.map(({ path }) => path)
  return [
    warn({
      code: 'ACL_SEAT',
      found: `${paths.join(', ')}: open to ${user} only by an ACL of logind, which goes when the session at the desk ends`,
      expected: 'a group, for what runs after logout, over ssh, and at boot',
      remedy: `sudo usermod -aG "$(stat -c %G ${shellQuote(paths[0] ?? '')})" ${shellQuote(user)}`,
    }),
  ]
}
