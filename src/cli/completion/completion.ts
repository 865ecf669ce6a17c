import { Argument, type Command } from 'commander'
import { type Manual, withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'
import { bashCompletion } from './bash.ts'
import { fishCompletion } from './fish.ts'
import { type CompletedCommand, completedCommands } from './tree.ts'
import { zshCompletion } from './zsh.ts'

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies Record<
  string,
  (commands: readonly CompletedCommand[]) => string
>
export type Shell = keyof typeof SHELLS

/** The completion script of a shell, made of the commands that there are. */
export function completionScript(shell: Shell, program: Command): string {
  return SHELLS[shell](completedCommands(program))
}

export function addCompletion(program: Command, output: Output): void {
  const command = program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'for which').choices(Object.keys(SHELLS)))
    .action((shell: Shell) => output.write(completionScript(shell, program)))
  withManual(command, MANUAL, output)
}

const MANUAL: Manual = {
  exitCodes: [[0, 'printed']],
  examples: [
    { does: 'bash, in ~/.bashrc', command: 'eval "$(oci-device-hook completion bash)"' },
    { does: 'zsh', command: 'oci-device-hook completion zsh > ~/.zfunc/_oci-device-hook' },
    { does: 'fish', command: 'oci-device-hook completion fish > ~/.config/fish/completions/oci-device-hook.fish' },
  ],
}
