import fs from 'node:fs'

let isDenied: boolean | undefined

/**
 * user_namespaces(7), "/proc/pid/setgroups": a map written without privilege denies the call for good. Read once: what
 * says "allow" can no longer change when there is a map, and Node cannot change its user namespace.
 */
export function isSetgroupsDenied(): boolean {
  isDenied ??= fs.readFileSync('/proc/self/setgroups', 'latin1').trim() === 'deny'
  return isDenied
}
