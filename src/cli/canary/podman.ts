import { execa } from 'execa'

/** What a call of podman came to. */
export interface Answer {
  readonly failed: boolean
  readonly stdout: string
  /** The last line on stderr: engines put the reason there. */
  readonly lastWords: string
}

/** Longer than any container of one instruction needs, on a machine that is busy. */
const PATIENCE_MS = 60_000

/** Calls podman with an empty pipe as stdin. */
export async function podman(...args: readonly string[]): Promise<Answer> {
  const { failed, stdout, stderr } = await execa('podman', args, { reject: false, input: '', timeout: PATIENCE_MS })
  return { failed, stdout: stdout ?? '', lastWords: (stderr ?? '').trimEnd().split('\n').at(-1) ?? '' }
}

/** The runtime that a container was really started with: `crun 1.8.1`. */
export async function runtimeVersion(container: string): Promise<string> {
  const { stdout: path } = await podman('inspect', '--format', '{{.OCIRuntime}}', container)
  const { stdout } = await execa(path, ['--version'], { reject: false, stdin: 'ignore' })
  return stdout?.split('\n')[0]?.replace(' version', '') ?? path
}
