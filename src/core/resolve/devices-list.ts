import type { Access, DeviceNumber } from '../model/device.ts'

/**
 * What a devices.list of cgroup v1 allows: lines such as `c 1:3 rwm`, or `a *:* rwm` for everything.
 *
 * @see https://www.kernel.org/doc/html/latest/admin-guide/cgroup-v1/devices.html
 */
export function listAllows(list: string, { type, major, minor }: DeviceNumber, wanted: Access): boolean {
  const matching = list.split('\n').filter((line) => {
    const [kind, number = ''] = line.split(' ')
    const [listedMajor, listedMinor] = number.split(':')
    return (kind === 'a' || kind === type) && covers(listedMajor, major) && covers(listedMinor, minor)
  })
  const access = matching.map((line) => line.split(' ')[2] ?? '').join('')
  return (!wanted.read || access.includes('r')) && (!wanted.write || access.includes('w'))
}

function covers(pattern: string | undefined, value: number): boolean {
  return pattern === '*' || pattern === String(value)
}
