import fs from 'node:fs'
import { type Runtime, UNKNOWN_RUNTIME } from '../../core/model/situation.ts'
import { configuredRuntime, runtimeOfCommand } from '../../core/resolve/runtime.ts'

/** containers.conf(5), in the order of their weight; the user's own file is found by HOME, which hooks are not given. */
const FILES = ['/etc/containers/containers.conf', '/usr/share/containers/containers.conf']
const DROP_INS = '/etc/containers/containers.conf.d'
/** Where podman looks for its default runtime, crun, before it falls back to runc. */
const CRUN = [
  '/usr/bin/crun',
  '/usr/sbin/crun',
  '/usr/local/bin/crun',
  '/usr/local/sbin/crun',
  '/sbin/crun',
  '/bin/crun',
]

/**
 * Finds out which low-level runtime the container has or will get: the parent's command line says it (a runtime at
 * createRuntime; podman with --runtime at precreate), else podman's configuration and defaults suggest it.
 */
export function guessRuntime(): Runtime {
  const seen = runtimeOfCommand(parentCommand())
  if (seen.sure) return seen
  const configured = configuredRuntime([...dropIns().reverse(), ...FILES].map(readOrNothing))
  if (configured.name !== 'unknown') return configured
  if (CRUN.some((path) => fs.existsSync(path))) return { name: 'crun', sure: false }
  return UNKNOWN_RUNTIME
}

function parentCommand(): string[] {
  return readOrNothing(`/proc/${process.ppid}/cmdline`).split('\0')
}

function dropIns(): string[] {
  try {
    return fs
      .readdirSync(DROP_INS)
      .sort()
      .map((name) => `${DROP_INS}/${name}`)
  } catch {
    return [] // Most systems have none.
  }
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return '' // Missing, or closed to a rootless hook: then it says nothing.
  }
}
