import fs from 'node:fs'
import type { RuntimeEvidence } from '../../core/resolve/runtime.ts'
import { readForeignFile } from './foreign-file.ts'
import { parentCommand, parentEnvironment } from './parent.ts'
import { isInitialUserNamespace } from './self.ts'

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

/** Far more than podman's own with all its comments. */
const MAX_BYTES = 2 ** 20

/**
 * Gathers what tells crun from runc: the parent's command line, and, when it is asked for, what podman would read as its
 * configuration.
 */
export function runtimeEvidence(): RuntimeEvidence {
  return {
    command: parentCommand(),
    get configurations() {
      return configurationFiles(parentEnvironment()).map((file) => readForeignFile(file, MAX_BYTES) ?? '')
    },
    get hasCrun() {
      return DIRECTORIES.some((directory) => fs.existsSync(`${directory}/crun`))
    },
  }
}

/**
 * containers.conf(5), the file with the last word first. Hooks are started without an environment, so it is podman's own
 * that says where the user's file is.
 */
function configurationFiles(environment: NodeJS.ProcessEnv): string[] {
  const named = environment.CONTAINERS_CONF
  if (named !== undefined) return [named]
  const system = [...withDropIns('/etc/containers/containers.conf'), '/usr/share/containers/containers.conf']
  return [...userFiles(environment), ...system]
}

/** Root of the host has none for podman either, whatever its HOME is. */
function userFiles({ HOME, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): string[] {
  if (process.geteuid?.() === 0 && isInitialUserNamespace()) return []
  const config = XDG_CONFIG_HOME ?? (HOME === undefined ? undefined : `${HOME}/.config`)
  return config === undefined ? [] : withDropIns(`${config}/containers/containers.conf`)
}

function withDropIns(file: string): string[] {
  try {
    const names = fs.readdirSync(`${file}.d`).sort().reverse()
    return [...names.map((name) => `${file}.d/${name}`), file]
  } catch {
    return [file] // Most systems have no drop-ins.
  }
}
