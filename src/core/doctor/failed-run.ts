import type { LoggedRun } from '../report/logged-run.ts'

/** Why a run of the hook let no container start, and what to do about it, as far as the log knows. */
export function whyFailed({ devices, error }: LoggedRun): { readonly reason: string; readonly remedy: string | null } {
  const closed = devices.find(({ strategy }) => strategy === 'refuse')
  if (closed !== undefined) return { reason: `${closed.path}: ${closed.reason}`, remedy: closed.remedy ?? null }
  return { reason: error?.message ?? 'no reason is logged', remedy: null }
}
