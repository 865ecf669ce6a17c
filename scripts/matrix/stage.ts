import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

/** The argument with which this program is called again, followed by the directory of the stage. */
const INSIDE = '--inside'

/** The directory of the stage when this process runs on it. */
export function stageDirectory(): string | undefined {
  const at = process.argv.indexOf(INSIDE)
  return at < 0 ? undefined : process.argv[at + 1]
}

/**
 * Runs this program again in namespaces of its own (mount and PID), on a host made for the matrix, and compares the
 * mounts of the real one before and after.
 *
 * @returns its exit code; 1 when the real host's mounts changed.
 */
export async function enterStage(): Promise<number> {
  const before = mounts()
  // Not /tmp: that may be a tmpfs too small for the layers of images.
  const directory = mkdtempSync('/var/tmp/oci-device-hook-matrix-')
  chmodSync(directory, 0o755) // Users of a container's user namespace pass through it to the root file system.
  try {
    const code = await again(directory)
    return code === 0 && mounts() !== before ? told('The mounts of the host are not what they were') : code
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function again(directory: string): Promise<number> {
  const namespaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--mount-proc', '--kill-child']
  const command = [process.execPath, ...process.argv.slice(1), INSIDE, directory]
  const prepare = join(fileURLToPath(new URL('.', import.meta.url)), 'prepare.sh')
  const { exitCode } = await execa('unshare', [...namespaces, 'sh', prepare, directory, ...command], {
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  })
  return exitCode ?? 1
}

/** Mount points with their options. Mount ids and the order of creation are nobody's business. */
export function mounts(): string {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n')
  return lines
    .map((line) => line.replace(/^\d+ \d+ /, ''))
    .sort()
    .join('\n')
}

function told(problem: string): number {
  process.stderr.write(`${problem}\n`)
  return 1
}
