import type { Obstacle } from './case.ts'

/** A bind mount may have any destination. What is missing there is not made elsewhere, and nothing is made beside /dev. */
export const NOT_BELOW_DEV: Obstacle = {
  refusal: 'impossible',
  reason: 'nothing stands there, and a device is made below /dev alone',
  remedy: 'give it at a path below /dev, and mount nothing over it',
}
