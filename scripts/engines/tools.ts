/** Distribution families whose package names are known here. */
export type Family = 'debian' | 'fedora'

/** A program, the package that brings it, and what is lost without it. */
export interface Tool {
  readonly command: string
  readonly packages: Readonly<Record<Family, string>>
  readonly purpose: string
}

function tool(command: string, purpose: string, debian = command, fedora = debian): Tool {
  return { command, purpose, packages: { debian, fedora } }
}

/** Container engines, in the order in which the demonstration prefers them. */
export const ENGINES: readonly Tool[] = [
  tool('podman', 'rootful containers'),
  tool('crun', 'bundles, and podman without runc'),
  tool('runc', 'bundles, and podman without crun'),
]

/** The image of every test container is this one static program. */
export const BUSYBOX = tool('busybox', 'the test image', 'busybox-static', 'busybox')

/** What the bats suites call beside the engines. */
export const TEST_TOOLS: readonly Tool[] = [
  ...ENGINES,
  BUSYBOX,
  tool('jq', 'reading and editing config.json'),
  tool('strace', 'watching system calls'),
  tool('mandoc', 'reading the manual pages'),
  tool('zsh', 'trying its completion'),
  tool('fish', 'trying its completion'),
  tool('setfacl', 'devices that an access list opens', 'acl'),
  tool('containerd', 'pods, as the kubelet starts them'),
  tool('newuidmap', 'user namespaces', 'uidmap', 'shadow-utils'),
  tool('cc', 'the library that a hostile environment names', 'gcc'),
  tool('crontab', 'reading what the hook says as cron would', 'cron', 'cronie'),
  tool('visudo', 'reading what the hook says as sudo would', 'sudo'),
]
