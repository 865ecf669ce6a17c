import { ok, warn } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'

type Layout = 'v1' | 'v2' | 'hybrid' | 'none'

/** /proc/mounts: device, place, type. */
function layoutOf(mounts: string): Layout {
  const places = new Map(
    mounts.split('\n').map((line) => {
      const [, place = '', type = ''] = line.split(' ')
      return [place, type]
    }),
  )
  if (places.get('/sys/fs/cgroup') === 'cgroup2') return 'v2'
  const hasV1 = [...places.values()].includes('cgroup')
  if (places.get('/sys/fs/cgroup/unified') === 'cgroup2') return hasV1 ? 'hybrid' : 'v2'
  return hasV1 ? 'v1' : 'none'
}

const REMEDY =
  `sudo grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1 || ` +
  `{ echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX systemd.unified_cgroup_hierarchy=1"' | ` +
  `sudo tee /etc/default/grub.d/cgroup2.cfg && sudo update-grub; }`

export const cgroup = check(
  'cgroup',
  (sources) => layoutOf(sources.read('/proc/mounts') ?? ''),
  (layout) => {
    if (layout === 'v1' || layout === 'v2') return [ok('CGROUP', `cgroup ${layout}`)]
    if (layout === 'none') {
      const found = 'no cgroup is mounted, so device rules are not in force'
      return [warn({ code: 'CGROUP_NONE', found, expected: 'cgroup v2', remedy: null })]
    }
    const found = 'cgroup v1 and v2 side by side (hybrid), which crun refuses'
    return [warn({ code: 'CGROUP_HYBRID', found, expected: 'cgroup v2 alone', remedy: REMEDY })]
  },
)
