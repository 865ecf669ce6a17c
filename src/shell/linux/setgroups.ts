import fs from 'node:fs'

/** user_namespaces(7), "/proc/pid/setgroups": a map written without privilege denies the call for good. */
export function isSetgroupsDenied(): boolean {
  return fs.readFileSync('/proc/self/setgroups', 'latin1').trim() === 'deny'
}
