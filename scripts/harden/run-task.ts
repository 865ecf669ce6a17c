import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Found } from '../../test/hardening/suite.ts'
import { whyNot } from './needs.ts'
import type { Task } from './options.ts'
import type { Result } from './report.ts'

const PRIVATE_HOST = fileURLToPath(new URL('../../test/support/private-host', import.meta.url))
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
/** Disk, not a tmpfs: containers' file systems are made there. */
const DIRECTORY = '/var/tmp/oci-device-hook-harden-'

/**
 * Runs a suite in a process and a mount namespace of its own, so that a crash of the one is not the end of the others,
 * and what it leaves mounted goes with it.
 */
export async function runTask(task: Task): Promise<Result> {
  const reason = whyNot(task.suite.needs)
  if (reason !== undefined) return { kind: 'skipped', reason }
  const directory = mkdtempSync(DIRECTORY)
  try {
    return await inChild(task, directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function inChild({ suite: { name }, required, seed, limit }: Task, directory: string): Promise<Result> {
  const file = join(directory, 'found.json')
  const command = [process.execPath, CHILD, name, `${required}`, `${seed}`, file]
  const child = await execa(PRIVATE_HOST, command, {
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    env: { TMPDIR: directory },
    ...(limit === undefined ? {} : { timeout: limit * 1000 }),
  })
  if (child.timedOut) return broken(`it did not end within ${limit} s`)
  if (child.signal !== undefined) return broken(`it was ended by ${child.signal}`)
  if (!existsSync(file)) return broken(`it exited with ${child.exitCode} and found nothing; its words are above`)
  const found: Found = JSON.parse(readFileSync(file, 'utf8'))
  return { kind: 'ran', found }
}

function broken(reason: string): Result {
  return { kind: 'broken', reason }
}
