import { DIST } from './show.ts'
import { USER } from './stage.ts'

const NULL_DEVICE = { type: 'c', major: 1, minor: 3 }

/**
 * A config.json for a container whose user is given the null device as /dev/video2, root:video 0660.
 *
 * @param gid Number of the group video.
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md
 */
export function config(gid: number, ...added: readonly object[]): string {
  return `${lines({ ...Object.assign({}, ...added), ...base(gid) }, '')}\n`
}

/** One member a line, and those of `linux` too: that is how a difference can be read. */
function lines(members: object, indent: string): string {
  const inner = `${indent}  `
  const shown = Object.entries(members).map(
    ([name, value]) => `${inner}"${name}": ${name === 'linux' ? lines(value, inner) : JSON.stringify(value)}`,
  )
  return `{\n${shown.join(',\n')}\n${indent}}`
}

/** The part of config.json that has a runtime call our hook. */
export const HOOKS = {
  hooks: {
    createRuntime: [
      {
        path: `${DIST}/oci-device-hook`,
        args: ['oci-device-hook', 'createRuntime'],
        env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
        timeout: 10,
      },
    ],
  },
}

function base(gid: number): object {
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: USER, gid: USER },
      args: ['sh', '-c', 'echo x > /dev/video2 && echo opened'],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities: { bounding: [] },
      noNewPrivileges: true,
    },
    root: { path: 'rootfs' },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'noexec', 'mode=755'] },
    ],
    annotations: { 'oci-device-hook/mode': 'auto' },
    linux: {
      resources: {
        devices: [
          { allow: false, access: 'rwm' },
          { allow: true, access: 'rwm', ...NULL_DEVICE },
        ],
      },
      devices: [{ path: '/dev/video2', ...NULL_DEVICE, fileMode: 0o660, uid: 0, gid }],
      namespaces: ['pid', 'ipc', 'uts', 'mount', 'network'].map((type) => ({ type })),
    },
  }
}
