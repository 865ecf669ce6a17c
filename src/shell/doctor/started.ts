import type { Sources } from './sources.ts'

/** When a unit was started, in seconds since 1970; undefined when it does not run, or systemd is not there to say. */
export async function startOf(sources: Sources, unit: string): Promise<number | undefined> {
  const args = ['show', '--timestamp=unix', '--property=ActiveEnterTimestamp', '--value', unit]
  const answer = await sources.run('systemctl', args)
  const seconds = /^@(\d{1,12})$/.exec(answer?.stdout.trim() ?? '')?.[1]
  return seconds === undefined || seconds === '0' ? undefined : Number(seconds)
}
