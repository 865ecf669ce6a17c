import type { Command } from 'commander'
import { checkExit } from '../../core/cdi/check/document.ts'
import { checkDirectories, SPEC_DIRECTORIES } from '../../shell/cdi/check.ts'
import type { CdiHost } from '../../shell/cdi/host.ts'
import { type Manual, withManual } from '../manual.ts'
import { type Output, writeJson } from '../output/output.ts'
import { renderCheck } from './render-check.ts'

interface Flags {
  readonly json?: true
}

export function addCdiCheck(cdi: Command, output: Output, host: CdiHost): void {
  const command = cdi
    .command('check')
    .description('check the CDI specs of this host: readable, valid, devices there, groups right')
    .argument('[directory...]', `beside ${SPEC_DIRECTORIES.join(' and ')}`)
    .option('--json', 'print JSON (version 1)')
    .action((directories: string[], flags: Flags) => check(directories, flags, output, host))
  withManual(command, MANUAL, output)
}

async function check(more: readonly string[], { json }: Flags, output: Output, host: CdiHost): Promise<void> {
  const directories = [...SPEC_DIRECTORIES, ...more.map((path) => path.replace(/(?<=.)\/+$/, ''))]
  const document = await output.progress('asking the engines', checkDirectories([...new Set(directories)], host))
  if (json === true) writeJson(output, document)
  else output.write(renderCheck(document, output.screen))
  output.exit(checkExit(document))
}

const MANUAL: Manual = {
  about: ['It looks as the user who runs it: run it as the user who starts the containers.'],
  exitCodes: [
    [0, 'nothing is wrong; there may be warnings'],
    [1, 'something is wrong'],
    [2, 'something could not be told'],
  ],
  examples: [
    { does: 'the specs that engines read', command: 'oci-device-hook cdi check' },
    {
      does: 'a directory that podman is given by --cdi-spec-dir',
      command: 'oci-device-hook cdi check ~/.config/cdi --json',
    },
  ],
}
