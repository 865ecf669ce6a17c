import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import type { HostDevice } from '../../../core/host/host-device.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { Sources } from '../sources.ts'

interface Facts {
  readonly hasSystemdRules: boolean
  readonly missing: readonly HostDevice[]
}

/**
 * runc tells systemd its device rules by /dev/char/MAJOR:MINOR. Drivers that make their nodes themselves (NVIDIA's) leave
 * those links out, and at the next "systemctl daemon-reload" running containers lose the device.
 */
export const devChar = check('dev-char', gather, judge)

async function gather(sources: Sources): Promise<Facts> {
  const runc = await sources.run('runc', ['--version'])
  const links = sources.list('/dev/char')
  const hasSystemdRules = runc !== undefined && sources.status('/run/systemd/system') !== undefined
  const isMissing = ({ number: { type, major, minor } }: HostDevice) =>
    type === 'c' && links?.includes(`${major}:${minor}`) !== true
  const devices = sources.devices().filter((device) => device.class !== 'other' && isMissing(device))
  return { hasSystemdRules, missing: hasSystemdRules ? devices : [] }
}

function judge({ hasSystemdRules, missing }: Facts): Finding[] {
  if (!hasSystemdRules) return [ok('DEV_CHAR', 'not runc under systemd: links below /dev/char do not matter')]
  if (missing.length === 0) return [ok('DEV_CHAR', 'every device has its link below /dev/char')]
  const link = ({ path, number: { major, minor } }: HostDevice) =>
    `sudo ln -s ${shellQuote(path)} /dev/char/${major}:${minor}`
  return [
    warn({
      code: 'DEV_CHAR_MISSING',
      found: `${missing.map(({ path }) => path).join(', ')}: no link below /dev/char; runc containers lose them at "systemctl daemon-reload"`,
      expected: 'a link /dev/char/MAJOR:MINOR for each',
      remedy: missing.map(link).join(' && '),
    }),
  ]
}
