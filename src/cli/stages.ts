import type { Command } from 'commander'
import { EXIT, HookError } from '../core/errors.ts'
import { type Manual, withManual } from './manual.ts'
import type { Output } from './output/output.ts'

/**
 * Describes the stages beside the commands. They are run by src/main.ts, without this program: what arrives here is a
 * stage with options, which no engine calls.
 */
export function addStages(program: Command, output: Output): void {
  for (const { name, description, manual } of STAGES) {
    const command = program.command(name).description(description).helpGroup('Stages, called by container engines:')
    withManual(command, manual, output).action(() => refuse(name))
  }
}

function refuse(name: string): never {
  const message = `${name}: found options, expected nothing beside the name of the stage, and its document on stdin`
  throw new HookError('ERR_STDIN', EXIT.usage, message)
}

const EXIT_CODES: Manual['exitCodes'] = [
  [0, 'done, or nothing to do'],
  [65, 'the document on stdin is wrong'],
  [77, 'a device that the container requires cannot be made usable'],
]

const STAGES: readonly { name: string; description: string; manual: Manual }[] = [
  {
    name: 'precreate',
    description: 'config.json on stdin, changed config.json on stdout (podman)',
    manual: {
      exitCodes: EXIT_CODES,
      examples: [
        {
          does: 'what podman does before it creates a container',
          command: 'oci-device-hook precreate < config.json > changed.json',
        },
        {
          does: 'what the hook would change, as a difference',
          command: 'oci-device-hook precreate < config.json | diff <(jq -S . config.json) <(jq -S . /dev/stdin)',
        },
      ],
    },
  },
  {
    name: 'createRuntime',
    description: 'the state of the container on stdin (OCI)',
    manual: {
      exitCodes: EXIT_CODES,
      examples: [
        {
          does: 'what a runtime does, when config.json says so',
          command: 'oci-device-hook createRuntime < state.json',
        },
        {
          does: 'what it would do for a bundle, without doing it',
          command: 'oci-device-hook plan --bundle . --stage createRuntime',
        },
      ],
    },
  },
  {
    name: 'prestart',
    description: 'the older name of createRuntime',
    manual: {
      exitCodes: EXIT_CODES,
      examples: [
        { does: 'what a runtime does, when config.json says so', command: 'oci-device-hook prestart < state.json' },
        {
          does: 'what it would do for a bundle, without doing it',
          command: 'oci-device-hook plan --bundle . --stage prestart',
        },
      ],
    },
  },
]
