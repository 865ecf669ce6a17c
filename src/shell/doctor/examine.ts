import type { DoctorDocument } from '../../core/doctor/document.ts'
import { CHECKS } from './checks/checks.ts'
import type { Sources, Subject } from './sources.ts'

/** Looks at everything, one check after the other, for programs such as podman wait for each other anyway. */
export async function examine(sources: Sources, subject: Subject, recorded: string | null): Promise<DoctorDocument> {
  const findings = []
  for (const { name, look } of CHECKS) {
    for (const finding of await look(sources, subject)) findings.push({ check: name, ...finding })
  }
  return { version: 1, recorded, user: subject.user?.name ?? null, findings }
}
