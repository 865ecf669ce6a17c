import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { completionScript, type Shell } from '../../../../src/cli/completion/completion.ts'
import { createProgram } from '../../../../src/cli/program.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

const directory = mkdtempSync(join(tmpdir(), 'completion-'))
afterAll(() => rmSync(directory, { recursive: true }))

const scriptFor = (shell: Shell) => {
  const path = join(directory, shell)
  writeFileSync(path, completionScript(shell, createProgram(recordedOutput())))
  return path
}

const run = (shell: Shell, args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(shell, args, { encoding: 'utf8', input: '', cwd: directory })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout.split('\n').filter((line) => line !== '')
}

const isInstalled = (shell: Shell) => spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0

/** How each shell is asked what it would offer at the end of a line; the line is split at its spaces. */
const ASK: Record<Shell, (line: string) => string[]> = {
  bash: (line) => {
    const ask =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _oci_device_hook; printf "%s\\n" "${COMPREPLY[@]}"'
    return run('bash', ['--norc', '-c', ask, scriptFor('bash'), ...line.split(' ')])
  },
  // The function itself, with what compsys would give it, and in the place of compsys a printer.
  zsh: (line) => {
    const ask = [
      'compdef() { : }',
      '_groups() { getent group | cut -d: -f1 }',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      '_describe() { printf "%s\\n" "${entries[@]%%:*}" }',
      'source "$0"',
      'compset() { : }',
      'words=("$@")',
      'CURRENT=$#',
      '_oci-device-hook || true',
    ].join('\n')
    const last =
      line
        .split(' ')
        .at(-1)
        ?.replace(/^--[a-z]+=/, '') ?? ''
    return run('zsh', ['-f', '-c', ask, scriptFor('zsh'), ...line.split(' ')]).filter((word) => word.startsWith(last))
  },
  fish: (line) => {
    const ask = 'source $argv[1]; complete -C $argv[2]'
    const lines = run('fish', ['--no-config', '-c', ask, scriptFor('fish'), line])
    return lines.map((shown) => shown.split('\t')[0] ?? '')
  },
}

describe.each(['bash', 'zsh', 'fish'] as const)('completion %s', (shell) => {
  const claim = (name: string, check: () => void) =>
    test(name, ({ skip }) => {
      skip(!isInstalled(shell), `needs ${shell}: install its package, or run npm test as root, which does`)
      check()
    })
  const offered = (line: string) => ASK[shell](`oci-device-hook ${line}`).sort()

  claim('offers commands that start so', () => {
    expect(offered('un')).toEqual(['uninstall'])
    expect(offered('ver')).toEqual(['verify'])
  })

  claim('offers the commands within a command, and not those beside it', () => {
    expect(offered('cdi g')).toEqual(['generate'])
    expect(offered('cdi un')).toEqual([])
  })

  claim("offers a command's options, those of the program, and no other's", () => {
    expect(offered('install --')).toEqual(expect.arrayContaining(['--rootless', '--dry-run', '--color', '--help']))
    expect(offered('install --st')).toEqual([])
    expect(offered('plan --st')).toEqual(['--stage'])
  })

  claim('does not offer hidden options', () => {
    expect(offered('verify --in')).toEqual([])
  })

  claim('offers the choices of an option, and of an argument', () => {
    expect(offered('plan --stage p')).toEqual(['precreate', 'prestart'])
    expect(offered('completion z')).toEqual(['zsh'])
  })

  claim('offers classes of devices', () => {
    expect(offered('devices g')).toEqual(['gpu'])
    expect(offered('devices se')).toEqual(['serial'])
  })

  claim('offers groups of the host where a group is asked for', () => {
    expect(offered('gidmap ro')).toContain('root')
  })
})

describe('behind --color=', () => {
  const claim = (shell: Shell, ask: () => string[]) =>
    test(shell, ({ skip }) => {
      skip(!isInstalled(shell), `needs ${shell}: install its package, or run npm test as root, which does`)
      expect(ask()).toEqual(['always', 'auto'])
    })

  // Readline has three words there.
  claim('bash', () => ASK.bash('oci-device-hook plan --color = a').sort())
  claim('zsh', () => ASK.zsh('oci-device-hook plan --color=a').sort())
  claim('fish', () =>
    ASK.fish('oci-device-hook plan --color=a')
      .map((word) => word.replace('--color=', ''))
      .sort(),
  )
})
