import type { ConfigPlaces } from '../../core/install/reading-order.ts'
import type { Files } from './files.ts'
import type { Places } from './places.ts'

/** The machine as an installation sees it. */
export interface InstallHost {
  readonly files: Files
  readonly places: Places
  /** The program to install: a path that leads to the running one. */
  readonly program: string
  /** Where the podman of whoever installs looks for its configuration. */
  readonly podman: ConfigPlaces
}
