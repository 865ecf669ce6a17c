import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import { type Group, parseAccounts } from '../../../core/host/accounts.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { Sources, Subject } from '../sources.ts'

interface Facts {
  readonly user: string
  /** Groups of devices that only /usr/lib/group has. */
  readonly hidden: readonly Group[]
  readonly isImageBased: boolean
}

/** Image-based systems keep groups in /usr/lib/group (nss-altfiles), where usermod and groupadd do not look. */
export const groupFiles = check('groups', gather, judge)

function gather(sources: Sources, { user }: Subject): Facts {
  const altfiles = sources.read('/usr/lib/group')
  const hidden = parseAccounts('', altfiles ?? '').groups
  const listed = new Set(parseAccounts('', sources.read('/etc/group') ?? '').groups.map(({ name }) => name))
  const used = new Set(sources.devices().flatMap((device) => (device.class === 'other' ? [] : [device.gid])))
  return {
    user: user === undefined ? '"$USER"' : shellQuote(user.name),
    hidden: hidden.filter(({ name, gid }) => gid !== 0 && used.has(gid) && !listed.has(name)),
    isImageBased: altfiles !== undefined,
  }
}

function judge({ user, hidden, isImageBased }: Facts): Finding[] {
  if (hidden.length === 0) {
    return [ok('GROUP_FILES', isImageBased ? 'groups of devices are in /etc/group' : 'all groups are in /etc/group')]
  }
  return hidden.map(({ name, gid }) =>
    warn({
      code: 'GROUP_ONLY_IN_USR_LIB',
      found: `the group ${name}(${gid}) of a device is in /usr/lib/group alone: nobody can join it`,
      expected: `a line for ${name} in /etc/group`,
      remedy: `grep -E ${shellQuote(`^${name}:`)} /usr/lib/group | sudo tee -a /etc/group && sudo usermod -aG ${shellQuote(name)} ${user}`,
    }),
  )
}
