import type { Symptom } from '../symptom.ts'
import { SHOW_LOG } from './remedies.ts'

/** A hook failed, or was not run. */
export const HOOK: readonly Symptom[] = [
  {
    code: 'HOOK_FAILED',
    layer: 'hook',
    patterns: [
      'error executing hook',
      'error running createruntime hook #',
      'error running precreate hook',
      'error running prestart hook #',
      'running prestart hook',
      'error running createcontainer hook #*exit',
      'error running startcontainer hook #*exit',
      'setting up oci hooks: executing',
    ],
    meaning:
      'A hook ended with an error, and the engine stopped the start of the container. Engines drop what a hook prints. ' +
      'If it was ours: 77 is a device that cannot be made usable, 65 a wrong annotation, 78 the policy, 64 a ' +
      'stage that it does not serve (createContainer, startContainer): then a hooks.d file names the wrong one.',
    remedies: [SHOW_LOG, { does: 'or ask what it would do', command: 'oci-device-hook plan --config config.json' }],
  },
  {
    code: 'HOOK_NOT_REACHABLE',
    layer: 'hook',
    patterns: ['fork/exec*permission denied', 'error running*hook*permission denied'],
    meaning:
      'The hook cannot be executed by whom it is run as: in a user namespace that is a mapped root, for whom every ' +
      'directory on the way and the file must be open to everybody.',
    remedies: [
      { does: 'see owner and mode of our files', command: 'sudo oci-device-hook doctor' },
      { does: 'see every directory on the way', command: 'namei -l "$(command -v oci-device-hook)"' },
    ],
  },
  {
    code: 'HOOKS_DIR_MISSING',
    layer: 'hook',
    patterns: ['invalid hooks_dir: stat'],
    meaning: 'CRI-O is told to read a directory that does not exist.',
    remedies: [
      { does: 'make it', command: 'sudo install -d /usr/share/containers/oci/hooks.d && sudo systemctl restart crio' },
    ],
  },
  {
    code: 'HOOK_MATCHED',
    layer: 'harmless',
    patterns: ['matched; adding to stages'],
    meaning: 'No error: the proof that the engine found the hook and runs it for this container.',
    remedies: [SHOW_LOG],
  },
  {
    code: 'PRECREATE_UNKNOWN',
    layer: 'hook',
    patterns: ['unknown stage "precreate"'],
    meaning:
      'A hook file that names precreate, which only podman knows, lies in a directory that buildah or CRI-O read as well.',
    remedies: [
      { does: 'see which directories are read by whom', command: 'oci-device-hook doctor' },
      { does: 'install it where only podman looks', command: 'sudo oci-device-hook install' },
    ],
  },
]
