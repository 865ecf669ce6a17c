import { type Answer, lastWords } from '../../shell/doctor/sources.ts'
import { HUNG, run } from '../run.ts'

/** Longer than any container of one instruction needs, on a machine that is busy. */
const PATIENCE_MS = 60_000

/** Calls podman with an empty pipe as stdin; undefined when there is no podman. */
export async function podman(...args: readonly string[]): Promise<Answer | undefined> {
  return run('podman', args, PATIENCE_MS)
}

/** What podman did where it did not do what it was asked for. */
export function failure(answer: Answer): string {
  return answer.code === HUNG ? answer.stderr : `said: ${lastWords(answer)}`
}

/** The runtime that a container was really started with: `crun 1.8.1`. */
export async function runtimeVersion(container: string): Promise<string> {
  const inspected = await podman('inspect', '--format', '{{.OCIRuntime}}', container)
  const path = inspected?.code === 0 ? inspected.stdout.trim() : ''
  if (path === '') return 'a runtime that podman does not name'
  const answer = await run(path, ['--version'])
  return answer?.stdout.split('\n')[0]?.replace(' version', '') || path
}
