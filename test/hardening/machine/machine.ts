import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PREPARE = fileURLToPath(new URL('../../../scripts/matrix/prepare.sh', import.meta.url))
const NAMESPACES = ['--mount', '--propagation', 'private', '--pid', '--fork', '--mount-proc', '--kill-child']

/**
 * Runs a program on a host made for it: mount and PID namespaces of its own, its own /dev, /etc, /run and /tmp. So what a
 * hook leaves behind can be told from what other programs do, and nothing that goes wrong reaches the real host.
 *
 * @param program A file beside the suite. It gets `task` from readTask() and answers with report().
 */
export async function onMachine<Task, Answer>(program: URL, task: Task): Promise<Answer> {
  const directory = mkdtempSync(join(tmpdir(), 'oci-device-hook-machine-'))
  try {
    const command = ['sh', PREPARE, directory, process.execPath, fileURLToPath(program), JSON.stringify(task)]
    const child = spawn('unshare', [...NAMESPACES, ...command], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
    const [answer, [status]] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'close')])
    if (status === 0) return JSON.parse(answer)
    throw new Error(`${fileURLToPath(program)} ended with ${status}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
