import { type Finding, fail, ok, warn } from '../../../core/doctor/finding.ts'
import { HookError } from '../../../core/errors.ts'
import { parseRecord } from '../../../core/install/record.ts'
import { check } from '../check.ts'
import type { Sources, Subject } from '../sources.ts'

interface Facts {
  readonly fault: string | undefined
  /** What the installation wrote and is now something else. */
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly count: number
}

/** Whether the files of an installation are what it wrote. */
export const installation = check('installation', gather, (all) => all.flatMap(judge))

function gather(sources: Sources, { user }: Subject): Facts[] {
  const states = ['/var/lib', ...(user === undefined ? [] : [`${user.home}/.local/state`])]
  return states.flatMap((state) => recordAt(sources, `${state}/oci-device-hook/install.json`))
}

function recordAt(sources: Sources, path: string): Facts[] {
  const text = sources.read(path)
  if (text === undefined) return []
  try {
    const { files } = parseRecord(text, path)
    const seen = files.map((file) => ({ ...file, now: sources.sha256(file.path) }))
    return [
      {
        fault: undefined,
        missing: seen.filter(({ now }) => now === undefined).map((file) => file.path),
        changed: seen.filter(({ now, ours }) => now !== undefined && !ours.includes(now)).map((file) => file.path),
        count: files.length,
      },
    ]
  } catch (error) {
    if (!(error instanceof HookError)) throw error
    return [{ fault: error.message, changed: [], missing: [], count: 0 }]
  }
}

const AGAIN = 'oci-device-hook install'

function judge({ fault, changed, missing, count }: Facts): Finding[] {
  if (fault !== undefined) {
    return [warn({ code: 'INSTALL_RECORD', found: fault, expected: 'a record of the installation', remedy: AGAIN })]
  }
  const gone = missing.map((path) =>
    fail({
      code: 'INSTALL_FILE_MISSING',
      found: `${path} was installed and is gone`,
      expected: 'the file',
      remedy: AGAIN,
    }),
  )
  const other = changed.map((path) =>
    warn({
      code: 'INSTALL_FILE_CHANGED',
      found: `${path} is not what was installed`,
      expected: 'the same content (sha256)',
      remedy: AGAIN,
    }),
  )
  const wrong = [...gone, ...other]
  return wrong.length > 0 ? wrong : [ok('INSTALLATION', `${count} installed files are as they were written`)]
}
