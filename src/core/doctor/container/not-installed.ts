import type { Finding } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** Every annotation that is offered does nothing where no hook reads it, and podman says nothing about that. */
export function notInstalled({ hookMissing, devices }: ContainerFacts): Finding[] {
  const isWanted = devices.some(({ verdict, layer }) => verdict === 'denied' && layer !== 'unplugged')
  return hookMissing === undefined || !isWanted ? [] : [hookMissing]
}
