import type { DoctorDocument } from '../../core/doctor/document.ts'
import { type Finding, unknown } from '../../core/doctor/finding.ts'
import { HookError } from '../../core/errors.ts'
import type { Check } from './check.ts'
import { CHECKS } from './checks/checks.ts'
import type { Sources, Subject } from './sources.ts'

/** Looks at everything, one check after the other, for programs such as podman wait for each other anyway. */
export async function examine(sources: Sources, subject: Subject, recorded: string | null): Promise<DoctorDocument> {
  const findings = []
  for (const { name, look } of CHECKS) {
    for (const finding of await lookSafely(look, sources, subject)) findings.push({ check: name, ...finding })
  }
  return { version: 1, recorded, user: subject.user?.name ?? null, findings }
}

/** What one check cannot look at is said of that check: the others have more to tell. */
async function lookSafely(look: Check['look'], sources: Sources, subject: Subject): Promise<readonly Finding[]> {
  try {
    return await look(sources, subject)
  } catch (error) {
    const isSystem = (error as NodeJS.ErrnoException).syscall !== undefined
    if (!(error instanceof HookError) && !isSystem) throw error
    const remedy = error instanceof HookError ? (error.remedy ?? null) : null
    return [
      unknown({ code: 'CHECK_IMPOSSIBLE', found: String((error as Error).message), expected: 'an answer', remedy }),
    ]
  }
}
