import fs from 'node:fs'
import type { RuntimeEvidence } from '../../core/resolve/runtime.ts'
import { parentCommand, parentEnvironment } from './parent.ts'

/** Where podman looks for its default runtime. */
const DIRECTORIES = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/sbin',
  '/bin',
  '/run/current-system/sw/bin',
]

/** Gathers what tells crun from runc: the parent's command line, and what podman would read as its configuration. */
export function runtimeEvidence(): RuntimeEvidence {
  return {
    command: parentCommand(),
    configurations: configurationFiles(parentEnvironment()).map(readOrNothing),
    hasCrun: DIRECTORIES.some((directory) => fs.existsSync(`${directory}/crun`)),
  }
}

/**
 * containers.conf(5), the file with the last word first. Hooks are started without an environment, so it is podman's own
 * that says where the user's file is.
 */
function configurationFiles(environment: NodeJS.ProcessEnv): string[] {
  const named = environment.CONTAINERS_CONF
  if (named !== undefined) return [named]
  const home = environment.HOME
  const config = environment.XDG_CONFIG_HOME ?? (home === undefined ? undefined : `${home}/.config`)
  const user = config === undefined ? [] : withDropIns(`${config}/containers/containers.conf`)
  return [...user, ...withDropIns('/etc/containers/containers.conf'), '/usr/share/containers/containers.conf']
}

function withDropIns(file: string): string[] {
  try {
    const names = fs.readdirSync(`${file}.d`).sort().reverse()
    return [...names.map((name) => `${file}.d/${name}`), file]
  } catch {
    return [file] // Most systems have no drop-ins.
  }
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return '' // Missing, or closed to us: then it says nothing.
  }
}
