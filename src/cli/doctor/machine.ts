import { EXIT, HookError } from '../../core/errors.ts'
import { isWithin } from '../../core/model/paths.ts'
import { checkDirectories, SPEC_DIRECTORIES } from '../../shell/cdi/check.ts'
import type { PolicyAnswer, Sources, Subject } from '../../shell/doctor/sources.ts'
import { linuxCdiHost } from '../../shell/linux/cdi/host.ts'
import { fileStatus, listNames, readText, sha256Of } from '../../shell/linux/doctor-files.ts'
import { hostDevices } from '../../shell/linux/host-devices.ts'
import { readPolicy, readPolicyTexts } from '../../shell/linux/policy-file.ts'
import { installedReaders } from '../cdi/readers.ts'
import { impatient } from '../impatient.ts'
import { run } from '../run.ts'

/** This machine. Each program is asked once, and /dev is scanned once, however many checks want to know. */
export function machine({ user }: Subject): Sources {
  const ownerOf = (path: string) => (user !== undefined && isWithin(path, user.home) ? user.uid : undefined)
  const answers = new Map<string, ReturnType<typeof run>>()
  const ask = impatient(run)
  const askOnce = (program: string, args: readonly string[]) => {
    const key = JSON.stringify([program, ...args])
    const answer = answers.get(key) ?? ask(program, args)
    answers.set(key, answer)
    return answer
  }
  let devices: ReturnType<typeof hostDevices> | undefined
  return {
    read: (path) => readText(path, ownerOf(path)),
    list: listNames,
    status: fileStatus,
    sha256: sha256Of,
    devices: () => {
      devices ??= hostDevices()
      return devices
    },
    ownGroups: () => process.getgroups?.() ?? [],
    cdi: () =>
      checkDirectories(
        SPEC_DIRECTORIES,
        linuxCdiHost(() => installedReaders(askOnce)),
      ),
    policy: policyAnswer,
    run: askOnce,
  }
}

async function policyAnswer(): Promise<PolicyAnswer> {
  try {
    await readPolicy()
    return {
      source:
        readPolicyTexts()
          .map(({ source }) => source)
          .join(', ') || 'built-in',
      fault: null,
    }
  } catch (error) {
    if (error instanceof HookError && error.exit === EXIT.configuration) return { source: '', fault: error.message }
    throw error
  }
}
