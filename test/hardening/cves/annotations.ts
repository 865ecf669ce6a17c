import fs from 'node:fs'
import { type Config, OWN_NODE, READ_STATE, replay } from './attack.ts'
import { CANARY } from './canary.ts'
import type { Harm, Replay } from './replay.ts'

const annotated = (annotations: Record<string, string>) => (config: Config) => ({ ...config, annotations })
const annotation = (key: string) => `$(jq -r '.annotations["oci-device-hook/${key}"] // ""' "$bundle/config.json")`
const SECRET = 'mknod -m 600 "$R/dev/secret" c 1 5'
const LOG = '/run/oci-device-hook/log.jsonl'

type Look = { readonly look: (command: string) => string }
const isGivenAway =
  (node: string) =>
  ({ look }: Look): Harm => {
    const uid = look(`stat -c %u "$R${node}"`)
    return uid === '0' ? undefined : `${node} was given to uid ${uid}`
  }

/** A line that cron would take for one of its own. */
const CRON = `* * * * * root touch ${CANARY}/ran #`
const hasForgedLine = (): Harm => {
  const lines = fs.existsSync(LOG) ? fs.readFileSync(LOG, 'utf8').split('\n') : []
  fs.rmSync(LOG, { force: true })
  return lines.some((line) => line.startsWith('* *')) ? 'a value became a line of its own in the log' : undefined
}
const logging = (command: string) =>
  `${READ_STATE}; mkdir -p ${LOG.slice(0, LOG.lastIndexOf('/'))}; devices="${annotation('devices')}"; ${command} >> ${LOG}`

/** Annotations that say more than they may. */
export const ANNOTATIONS: readonly Replay[] = [
  replay(
    'CVE-2022-0811',
    'CRI-O ("cr8escape"): a "+" in a value began another setting',
    `${READ_STATE}; for path in $(echo "${annotation('devices')}" | tr '+,' '  '); do chown 1000 "$root$path"; done`,
    {
      furnish: `${OWN_NODE}; ${SECRET}`,
      config: annotated({ 'oci-device-hook/devices': '/dev/video2+/dev/secret' }),
      exits: [65, 77],
      harm: isGivenAway('/dev/secret'),
    },
  ),
  replay(
    'CVE-2024-3154',
    'CRI-O: an annotation set what only the administrator may set',
    `${READ_STATE}; policy="${annotation('policy')}"; [ -z "$policy" ] || . "/proc/$pid/root$bundle/rootfs$policy"`,
    {
      furnish: `${OWN_NODE}; echo ': > ${CANARY}/ran' > "$R/policy"`,
      config: annotated({ 'oci-device-hook/policy': '/policy' }),
      exits: [65],
    },
  ),
  replay(
    'CVE-2026-53492',
    'containerd: annotations from an untrusted checkpoint gave devices',
    `${READ_STATE}; chown 1000 "$root$(jq -r '.annotations["cdi.k8s.io/restored"]' "$bundle/config.json")"`,
    {
      furnish: `${OWN_NODE}; ${SECRET}`,
      config: annotated({ 'cdi.k8s.io/restored': '/dev/secret', 'oci-device-hook/mode': 'auto' }),
      exits: [0],
      harm: isGivenAway('/dev/secret'),
    },
  ),
  replay(
    'CVE-2024-8676',
    'CRI-O: what came with a restored container was given without being judged',
    `${READ_STATE}; for path in $(jq -r '.linux.devices[].path' "$bundle/config.json"); do chown 1000 "$root$path"; done`,
    {
      furnish: `${OWN_NODE}; mknod -m 600 "$R/dev/restored" c 1 1`,
      config: (config) => {
        config.linux.devices.push({
          path: '/dev/restored',
          type: 'c',
          major: 1,
          minor: 1,
          fileMode: 0o600,
          uid: 0,
          gid: 0,
        })
        config.linux.resources.devices.push({ allow: true, type: 'c', major: 1, minor: 1, access: 'rwm' })
        return config
      },
      exits: [77],
      harm: isGivenAway('/dev/restored'),
    },
  ),
  replay('CVE-2022-4318', 'CRI-O: a newline in a value became a line of a file', logging('echo "$devices"'), {
    furnish: OWN_NODE,
    config: annotated({ 'oci-device-hook/devices': `/dev/x\n${CRON}` }),
    exits: [65],
    harm: hasForgedLine,
  }),
  replay(
    'CVE-2026-15809',
    'CRI-O: the mending of CVE-2022-4318 looked for "\\n" only',
    logging('printf "%b" "$devices"'),
    {
      furnish: OWN_NODE,
      config: annotated({ 'oci-device-hook/devices': `/dev/x\\n${CRON}` }),
      exits: [65],
      harm: hasForgedLine,
    },
  ),
]
