import { isSea } from 'node:sea'
import { EXIT, HookError } from '../../../core/errors.ts'
import { type PlanDocument, type PlannedDevice, planDocument } from '../../../core/report/plan-document.ts'
import type { VerifiedDevice, VerifyDocument } from '../../../core/verdict/document.ts'
import { serveCommand } from '../../../core/verdict/serve.ts'
import { readDocument } from '../../../shell/linux/document.ts'
import { linuxSystem } from '../../../shell/linux/linux.ts'
import { verifyRunning } from '../../../shell/linux/verify-running.ts'
import { planStage } from '../../../shell/pipeline/plan.ts'
import { HUNG, run } from '../../run.ts'

/** What `verify` says of a running container. Nothing is opened. */
export async function verdictsOfRunning(pid: number, isRootless: boolean): Promise<readonly VerifiedDevice[]> {
  if (isRootless) return (await inNamespace<VerifyDocument>('verify', '--pid', String(pid))).devices
  const request = { pid, paths: [], uid: undefined, gid: undefined, noGroups: false, open: false }
  return verifyRunning(request).devices
}

/** What `plan` says of the next start of one that does not run: with the hook if it asked for it, else without. */
export async function verdictsOfStopped(
  config: string,
  hasAsked: boolean,
  isRootless: boolean,
): Promise<readonly VerifiedDevice[]> {
  const { devices } = isRootless
    ? await inNamespace<PlanDocument>('plan', '--config', config)
    : planDocument(planStage('precreate', readDocument(config), await linuxSystem()))
  return devices.map((device) => verdictOf(device, hasAsked))
}

function verdictOf({ path, strategy, usable, reason, remedy }: PlannedDevice, hasAsked: boolean): VerifiedDevice {
  const isUsable = hasAsked ? usable.after : usable.before
  const verdict = isUsable === null ? 'unknown' : isUsable ? 'usable' : 'denied'
  const layer = isUsable === false ? 'mode' : null
  if (hasAsked || strategy === 'none' || strategy === 'refuse')
    return { path, verdict, layer, reason, remedy, node: null }
  const served = `not without the hook, which it did not ask for and which would help (${strategy}): ${reason}`
  return { path, verdict, layer, reason: served, remedy: serveCommand(path), node: null }
}

/** A rootless container is looked at from podman's user namespace: outside of it, its files are closed to its own user. */
async function inNamespace<Document>(...command: readonly string[]): Promise<Document> {
  const program = isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? '']
  const answer = await run('podman', ['unshare', ...program, ...command, '--json'])
  const document = answer !== undefined && answer.code <= 2 ? parse(answer.stdout) : undefined
  if (document !== undefined) return document as Document
  if (answer === undefined) throw new HookError('ERR_PROCESS', EXIT.unknown, 'podman unshare: there is no podman')
  const found = answer.stderr.replace(/^oci-device-hook: /, '') || `ended with ${answer.code}`
  throw new HookError('ERR_PROCESS', answer.code === HUNG ? EXIT.unknown : EXIT.input, `podman unshare: ${found}`)
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}
