import * as z from 'zod/mini'
import { DEVICE_CLASSES } from '../model/device-class.ts'
import { MAX_ID } from '../model/ids.ts'
import { ANNOTATION_KEYS } from '../parse/own-annotations.ts'
import { integer, list, once, text } from '../parse/schema.ts'
import { NUMBER_SYNTAX, parseNumber } from './number.ts'
import { GRANTS, LOG_LEVELS } from './policy.ts'

/** A policy file as it is written: every key is optional, and there are no others. */
export type PolicyContent = z.output<ReturnType<typeof policySchema>>

/** Longer than any path is (PATH_MAX), and than anybody wants to read. */
const MAX_GLOB = 4096
const GLOB = /^\/dev\/[A-Za-z0-9._:+@/?*-]+$/
/** useradd(8) allows these; a number is never a name. */
const GROUP_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/

const glob = once(() => {
  const error = 'a glob below /dev, such as "/dev/ttyUSB*"'
  return text().check(z.regex(GLOB, { error }), z.maxLength(MAX_GLOB, { error }))
})

const number = once(() => text().check(z.refine((value) => parseNumber(value) !== undefined, { error: NUMBER_SYNTAX })))

const group = once(() => {
  const error = 'the name of a group, or its number without quotes'
  return z.union([text().check(z.regex(GROUP_NAME, { error })), integer(0, MAX_ID)], { error })
})

const oneOf = <const T extends readonly string[]>(words: T) => z.enum(words, { error: `one of ${words.join(', ')}` })

/** `unknown` is what stands behind "expected" for a key that is none of these. */
const table = <T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'a table'),
  })

const maybeList = <T extends z.core.$ZodType>(item: T) => z.optional(list(item))

const selector = () => ({
  devices: maybeList(glob()),
  numbers: maybeList(number()),
  classes: maybeList(oneOf(DEVICE_CLASSES)),
})

const rules = () => ({ ...selector(), groups: maybeList(group()), strategies: maybeList(oneOf(GRANTS)) })

const annotations = () =>
  z.union([z.enum(['all', 'none']), list(oneOf(ANNOTATION_KEYS))], {
    error: `"all", "none", or a list of ${ANNOTATION_KEYS.join(', ')}`,
  })

export const policySchema = once(() =>
  table({
    on_denied: z.optional(z.enum(['fail', 'continue'], { error: '"fail" or "continue"' })),
    annotations: z.optional(annotations()),
    identity: z.optional(z.enum(['annotation', 'process'], { error: '"annotation" or "process"' })),
    allow: z.optional(table(rules())),
    deny: z.optional(table(rules())),
    create: z.optional(table(selector())),
    selinux: z.optional(
      table({ label: z.optional(z.enum(['container', 'none'], { error: '"container" or "none"' })) }),
    ),
    log: z.optional(table({ file: z.optional(oneOf(LOG_LEVELS)), syslog: z.optional(oneOf(LOG_LEVELS)) })),
  }),
)
