import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { thisPlatform } from '../build/platform.ts'
import { findCommand } from '../engines/find.ts'

/** What the figures were measured on, without naming the machine. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memory: string
  readonly system: string
  readonly kernel: string
  readonly versions: Readonly<Record<string, string>>
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux',
    kernel: release().split('-', 1)[0] ?? '',
    versions: Object.fromEntries([['node', versionOf([thisPlatform().node, '--version'])], ...VERSIONS.map(named)]),
  }
}

const VERSIONS = [
  ['podman', '--version'],
  ['crun', '--version'],
  ['runc', '--version'],
  ['python3', '--version'],
  ['go', 'version'],
  ['jq', '--version'],
  ['gcc', '-dumpfullversion'],
] as const

function named([command, option]: readonly [string, string]): [string, string] {
  return [command, findCommand(command) === undefined ? 'not installed' : versionOf([command, option])]
}

function versionOf([program = '', ...args]: readonly string[]): string {
  const text = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim()
}
