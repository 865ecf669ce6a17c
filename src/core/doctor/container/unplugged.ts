import { shellQuote } from '../../report/shell-quote.ts'
import { type Finding, fail } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** The device went away under the container, or came back under another number: never a matter of permissions. */
export function unplugged({ name, engine, devices }: ContainerFacts): Finding[] {
  return devices
    .filter(({ layer }) => layer === 'unplugged')
    .map(({ path }) =>
      fail({
        code: 'UNPLUGGED',
        found: `${path}: the device was unplugged, reset, or numbered again; this is not a permission problem`,
        expected: 'the device that the container was started with',
        remedy: engine === 'podman' ? `podman restart ${shellQuote(name)}` : `${engine} kill ${shellQuote(name)} KILL`,
        devices: [path],
      }),
    )
}
