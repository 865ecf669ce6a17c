import { type Finding, ok } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'

/** What `cdi check` says, in short: it has the details. */
export const cdi = check(
  'cdi',
  (sources) => sources.cdi(),
  ({ files, findings }): Finding[] => {
    const wrong = findings.filter(({ standing }) => standing !== 'ok')
    if (wrong.length === 0) return [ok('CDI', allRight(files))]
    return wrong.map(({ file, device, standing, code, text, remedy }) => ({
      code: `CDI_${code.replace('-', '_').toUpperCase()}`,
      severity: standing,
      found: `${device === null ? file : `${file}, ${device}`}: ${text}`,
      expected: 'what oci-device-hook cdi check accepts',
      remedy: remedy ?? 'oci-device-hook cdi check',
    }))
  },
)

function allRight(files: number): string {
  if (files === 0) return 'there are no CDI files'
  return `${files} CDI ${files === 1 ? 'file is' : 'files are'} right`
}
