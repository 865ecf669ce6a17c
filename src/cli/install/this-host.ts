import { homedir } from 'node:os'
import { isSea } from 'node:sea'
import { EXIT, HookError } from '../../core/errors.ts'
import type { Installation } from '../../core/install/layout.ts'
import type { InstallHost } from '../../shell/install/host.ts'
import { linuxFiles } from '../../shell/linux/files.ts'
import { run } from '../run.ts'

/** Who installs: root for everybody, or a user for themselves. */
export type Whose = 'root' | 'user'

/** The machine, for whoever installs. @throws {HookError} `ERR_INSTALL` for who may not, and outside of the executable. */
export async function thisHost(whose: Whose): Promise<InstallHost> {
  const { version } = await podmanVersion()
  return {
    files: linuxFiles,
    places: placesFor(whose),
    program: '/proc/self/exe', // Not a path of its own: the file there may be another one by now.
    podman: {
      major: version === undefined ? undefined : Number.parseInt(version, 10),
      isRootless: whose === 'user',
      home: whose === 'user' ? `${configHome()}/containers` : undefined,
    },
  }
}

/** Where the record is. */
export function placesFor(whose: Whose): InstallHost['places'] {
  return { state: `${whose === 'root' ? '/var/lib' : xdg('XDG_STATE_HOME', '.local/state')}/oci-device-hook` }
}

export function defaultPrefix(whose: Whose): Installation['prefix'] {
  return whose === 'root' ? '/usr/local' : `${homedir()}/.local`
}

/** podman of this PATH; no version where there is none. */
export async function podmanVersion(): Promise<{ version: string | undefined }> {
  const answer = await run('podman', ['--version'])
  return { version: /\d+(\.\d+)+/.exec(answer?.stdout ?? '')?.[0] }
}

/** `--rootless` and who runs the command have to say the same. */
export function whoseInstallation(isRootless: boolean): Whose {
  const isRoot = process.geteuid?.() === 0
  if (isRootless && isRoot) {
    const remedy = 'run it as that user, without sudo'
    throw installError('found --rootless and root, expected the user whose containers are to be served', remedy)
  }
  if (!isRootless && !isRoot) {
    throw installError(
      'found no root, which an installation for everybody needs',
      'run it with sudo, or add --rootless',
    )
  }
  return isRoot ? 'root' : 'user'
}

/** Only the executable has what is to be installed: itself. */
export function requireExecutable(): void {
  if (isSea()) return
  throw installError('found no single executable to install', 'npm run build, then run dist/oci-device-hook install')
}

function installError(message: string, remedy: string): HookError {
  return new HookError('ERR_INSTALL', EXIT.configuration, message, { remedy })
}

function configHome(): string {
  return xdg('XDG_CONFIG_HOME', '.config')
}

/** XDG base directories; a relative path counts as none, as the specification has it. */
function xdg(variable: string, otherwise: string): string {
  const set = process.env[variable]
  return set?.startsWith('/') ? set : `${homedir()}/${otherwise}`
}
