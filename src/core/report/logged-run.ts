import * as z from 'zod/mini'

const schema = () =>
  z.object({
    time: z.string(),
    version: z.string(),
    stage: z.string(),
    exit: z.int(),
    ms: z.number(),
    container: z.string(),
    asked: z.boolean(),
    user: z.optional(z.string()),
    devices: z.array(
      z.object({
        path: z.string(),
        strategy: z.string(),
        reason: z.string(),
        remedy: z.optional(z.string()),
        usable: z.nullable(z.boolean()),
      }),
    ),
    more: z.optional(z.int()),
    error: z.optional(z.object({ code: z.string(), message: z.string() })),
  })

let compiled: ReturnType<typeof schema> | undefined

/** One line of the log, as it is read back: docs/log.md. Fields that a later version adds are dropped. */
export type LoggedRun = z.output<ReturnType<typeof schema>>

/** Reads a line of the log; undefined for what is none, such as the start of one that was cut by a full disk. */
export function parseLogLine(line: string): LoggedRun | undefined {
  compiled ??= schema()
  try {
    return z.safeParse(compiled, JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** Whether the run was for this container: an id may be cut at either side, engines show its first 12 digits. */
export function isForContainer({ container }: LoggedRun, id: string): boolean {
  return container !== '' && (id.startsWith(container) || container.startsWith(id))
}
