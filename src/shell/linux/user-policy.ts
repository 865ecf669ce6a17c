import fs from 'node:fs'
import { UNMAPPED } from '../../core/model/ids.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { parentEnvironment } from './parent.ts'
import { ownUidMap } from './self.ts'

const NAME = 'oci-device-hook/policy.toml'

/**
 * Where the user of a rootless engine has a policy: below $XDG_CONFIG_HOME, else below ~/.config. Links in the way there
 * are the user's own (many keep such files elsewhere) and are followed before anything is judged.
 *
 * Hooks are started without the user's environment, so that of the engine is asked too, and passwd(5) in the end. It can
 * only narrow what the system's policy allows, so it is no harm that the user decides where it is. A home that may not be
 * looked into is another user's: setpriv(1) and some ways of sudo(8) keep that of root.
 */
export function userPolicyPath(): string | undefined {
  let last: string | undefined
  for (const config of configDirectories()) {
    last = `${config}/${NAME}`
    const real = realPath(last)
    if (real !== undefined) return real
  }
  return last // Opening it will tell.
}

function* configDirectories(): Generator<string> {
  for (const find of [() => configDirectory(process.env), () => configDirectory(parentEnvironment()), ofPasswd]) {
    const config = find()
    if (config !== undefined) yield config
  }
}

/** Undefined where we may not look; of what does not exist, the path itself. */
function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync(path)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? undefined : path
  }
}

function ofPasswd(): string | undefined {
  return below(homeOfUser())
}

function configDirectory({ XDG_CONFIG_HOME, HOME }: NodeJS.ProcessEnv): string | undefined {
  return isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : below(isAbsolute(HOME) ? HOME : undefined)
}

function below(home: string | undefined): string | undefined {
  return home === undefined ? undefined : `${home}/.config`
}

function isAbsolute(path: string | undefined): path is string {
  return path?.startsWith('/') === true
}

/** passwd(5): name, password, uid, gid, comment, home, shell. The uid is that of the host. */
function homeOfUser(): string | undefined {
  const own = process.geteuid?.() ?? 0
  const uid = toOutside(ownUidMap(), own)
  if (uid === UNMAPPED) return undefined
  const line = readPasswd().find((fields) => fields[2] === `${uid}`)
  return isAbsolute(line?.[5]) ? line[5] : undefined
}

function readPasswd(): string[][] {
  try {
    return fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return [] // Users may come from elsewhere (sssd); then the environment has to say.
  }
}
