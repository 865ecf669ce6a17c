import { ExecaError } from 'execa'
import { hostFamily } from '../engines/family.ts'
import { type Installation, installMissing } from '../engines/install.ts'
import type { Tool } from '../engines/tools.ts'
import { debianTree } from './tree.ts'

/** What trees and packages are made with. */
const MAKERS: readonly Tool[] = [
  { command: 'mmdebstrap', purpose: 'Debian 13', packages: { debian: 'mmdebstrap', fedora: 'mmdebstrap' } },
  { command: 'rpmbuild', purpose: '.rpm', packages: { debian: 'rpm', fedora: 'rpm-build' } },
  {
    command: 'qemu-aarch64-static',
    purpose: 'arm64',
    packages: { debian: 'qemu-user-static', fedora: 'qemu-user-static-aarch64' },
  },
  {
    command: 'aarch64-linux-gnu-strip',
    purpose: 'a small executable for arm64',
    packages: { debian: 'binutils-aarch64-linux-gnu', fedora: 'binutils-aarch64-linux-gnu' },
  },
]

/** Why this machine cannot make a Debian tree and enter it, or nothing when it can: then the tools are installed. */
export async function unableBecause(say: (line: string) => void): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'it enters a Debian tree: run it as root'
  if (hostFamily() !== 'debian') return 'it makes a Debian tree: run it on Debian'
  const { missing, remedy }: Installation = await installMissing(MAKERS, say)
  return missing.length === 0 ? undefined : `needs ${missing.map(({ command }) => command).join(', ')}. ${remedy}`
}

/** Why there is no Debian 13 to enter, or nothing once there is one: a mirror that does not answer is nobody's fault. */
export async function noTreeBecause(say: (line: string) => void): Promise<string | undefined> {
  const unable = await unableBecause(say)
  if (unable !== undefined) return unable
  try {
    await debianTree(say)
    return undefined
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    return `mmdebstrap made no tree: ${error.shortMessage}`
  }
}
