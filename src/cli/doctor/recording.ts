import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import type { CheckDocument } from '../../core/cdi/check/document.ts'
import { EXIT, HookError } from '../../core/errors.ts'
import { DEVICE_CLASSES } from '../../core/model/device-class.ts'
import { printable } from '../../core/report/quote.ts'
import type { Sources, Subject } from '../../shell/doctor/sources.ts'

const Id = z.int().min(0)

/**
 * The answers that a system gave to doctor, as a file: to judge a machine on another one, and to test what this machine
 * does not have. What was not asked there is absent here.
 */
const Recording = z.object({
  version: z.literal(1),
  /** What system it was, and how the answers were come by. */
  source: z.string(),
  subject: z.object({
    isRoot: z.boolean(),
    user: z.optional(z.object({ name: z.string(), uid: Id, gid: Id, home: z.string(), groups: z.array(Id) })),
  }),
  ownGroups: z.array(Id).default([]),
  files: z.record(z.string(), z.string()).default({}),
  directories: z.record(z.string(), z.array(z.string())).default({}),
  statuses: z
    .record(
      z.string(),
      z.object({ kind: z.enum(['file', 'directory', 'other']), uid: Id, gid: Id, mode: Id, changed: z.number() }),
    )
    .default({}),
  digests: z.record(z.string(), z.string()).default({}),
  devices: z
    .array(
      z.object({
        path: z.string(),
        number: z.object({ type: z.enum(['c', 'b']), major: Id, minor: Id }),
        class: z.enum(DEVICE_CLASSES),
        uid: Id,
        gid: Id,
        mode: Id,
        links: z.int().default(1),
        acl: z.optional(
          z.object({
            named: z.array(z.object({ kind: z.enum(['user', 'group']), id: Id, bits: Id })),
            groupBits: Id,
          }),
        ),
        label: z.optional(z.string()),
        names: z.array(z.string()).default([]),
        driver: z.optional(z.string()),
      }),
    )
    .default([]),
  cdi: z.optional(z.custom<CheckDocument>()),
  policy: z.object({ source: z.string(), fault: z.nullable(z.string()) }).default({ source: 'built-in', fault: null }),
  /** By command line: program and arguments, with blanks between. */
  programs: z
    .record(
      z.string(),
      z.object({ code: z.int().default(0), stdout: z.string().default(''), stderr: z.string().default('') }),
    )
    .default({}),
})
export type Recording = z.infer<typeof Recording>

/** @throws {HookError} `ERR_RECORDING` for a file that is no recording. */
export function readRecording(path: string): Recording {
  try {
    return Recording.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const message = `--replay ${printable(path)}: found ${foundIn(cause)}, expected what doctor --record wrote`
    throw new HookError('ERR_RECORDING', EXIT.input, message, { cause })
  }
}

/**
 * Writes a new file, for whoever asked alone: it holds names of users and devices.
 *
 * @throws {HookError} `ERR_RECORDING` when there is a file already, or it cannot be made.
 */
export function writeRecording(path: string, recording: Recording): void {
  try {
    writeFileSync(path, `${JSON.stringify(recording, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code
    const message = `--record ${printable(path)}: found ${found}, expected a file that can be made`
    throw new HookError('ERR_RECORDING', EXIT.output, message, { cause })
  }
}

function foundIn(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'no JSON'
  if (!(cause instanceof z.ZodError)) return (cause as NodeJS.ErrnoException).code ?? 'no recording'
  const [issue] = cause.issues
  const place = issue?.path.map(String).join('.') || 'the document itself'
  return `JSON in which ${printable(place)} is missing, or not what it should be`
}

/** A system that gives the recorded answers, and no others. */
export function replay(recording: Recording): { sources: Sources; subject: Subject } {
  const { files, directories, statuses, digests, devices, ownGroups, programs, policy, subject } = recording
  const sources: Sources = {
    read: (path) => files[path],
    list: (directory) => directories[directory],
    status: (path) => statuses[path],
    sha256: (path) => digests[path],
    devices: () =>
      devices.map((device) => ({ ...device, acl: device.acl, label: device.label, driver: device.driver })),
    ownGroups: () => ownGroups,
    cdi: async () => recording.cdi ?? { version: 1, directories: [], files: 0, findings: [] },
    policy: async () => policy,
    run: async (program, args) => programs[[program, ...args].join(' ')],
  }
  return { sources, subject: { isRoot: subject.isRoot, user: subject.user } }
}
