import type { Json } from './edit.ts'

/** How our hook is to be started when it plants itself. Never with the environment of the image (CVE-2025-23266). */
export function plantedHook(program: string): Json {
  return {
    path: program,
    args: ['oci-device-hook', 'createRuntime'],
    env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
    timeout: 10,
  }
}

/** A node of the host, with the options of podman's own bind mounts of devices in rootless containers. */
export function deviceMount(path: string, source: string): Json {
  return { destination: path, type: 'bind', source, options: ['bind', 'nosuid', 'noexec', 'rw', 'rprivate'] }
}
