import { fileURLToPath } from 'node:url'

/** The built hook: OCI_DEVICE_HOOK, else the one in dist. */
export const HOOK = process.env.OCI_DEVICE_HOOK ?? fileURLToPath(new URL('../../dist/oci-device-hook', import.meta.url))

/** The environment by which hooks.d has it called. */
export const HOOK_ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }

/** An element of config.json's or hooks.d's hooks that calls it. */
export function hookEntry(stage: string) {
  const env = Object.entries(HOOK_ENVIRONMENT).map(([name, value]) => `${name}=${value}`)
  return { path: HOOK, args: ['oci-device-hook', stage], env, timeout: 10 }
}
