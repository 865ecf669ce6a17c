import type { Manual } from '../manual.ts'

export const INSTALL_MANUAL: Manual = {
  about: [
    'Copies this executable, writes a hooks.d file into a directory of its own, and makes the engine read that directory by a drop-in file that repeats what was in force; where the engine reads no drop-ins, or another file has the last word, that file is edited and keeps its comments. Each file appears whole or not at all, the executable first. Run again, it repairs, upgrades, or does nothing.',
    'Then a container of one instruction is started, without image and network, to see the hook run.',
  ],
  exitCodes: [
    [0, 'installed, and the hook ran where a container was started'],
    [1, 'installed; the hook did not run for a container that was started, or refused it'],
    [2, 'installed; it could not be seen whether the hook runs'],
  ],
  examples: [
    {
      does: "for root's podman, and every user's that has no hooks_dir of its own",
      command: 'sudo oci-device-hook install',
    },
    { does: 'for your own containers, without root', command: 'oci-device-hook install --rootless' },
    { does: 'what would be written', command: 'sudo oci-device-hook install --crio --dry-run' },
  ],
}

export const UNINSTALL_MANUAL: Manual = {
  about: [
    'The engine stops reading the hooks.d file first, the executable goes last. Files that were there before are put back with their content, mode, owner and time; files that were changed since are not touched, and then nothing is.',
  ],
  exitCodes: [[0, 'everything is as it was before, or nothing was installed']],
  examples: [
    { does: 'take it away for everybody', command: 'sudo oci-device-hook uninstall' },
    {
      does: 'what would be changed for your own containers',
      command: 'oci-device-hook uninstall --rootless --dry-run',
    },
  ],
}
