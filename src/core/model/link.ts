import type { ContainerPath, DevicePath } from './paths.ts'

/** A stable name in the container, and the node that it leads to there. */
export interface Link {
  readonly path: DevicePath
  readonly target: ContainerPath
}
