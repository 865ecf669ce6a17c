import { EXIT, HookError } from '../errors.ts'
import { splitKind } from './names.ts'
import { ALL, type CdiDevice, type CdiSpec } from './spec.ts'
import { type CdiVersion, compareVersions, minimumVersion } from './version.ts'

/** A spec for older readers, and what it no longer says. */
export interface Lowered {
  readonly spec: CdiSpec
  readonly lost: readonly string[]
}

/**
 * Writes a spec down to a version, leaving out what that version does not have: a reader that meets a field it does not
 * know rejects the whole file.
 *
 * @throws {HookError} `ERR_CDI`, exit 64, when the version cannot name this kind at all.
 */
export function lowerSpec(spec: CdiSpec, version: CdiVersion): Lowered {
  const isBelow = (other: CdiVersion) => compareVersions(version, other) < 0
  if (isBelow('0.6.0') && splitKind(spec.kind)?.class.includes('.') === true) {
    throw new HookError(
      'ERR_CDI',
      EXIT.usage,
      `a class with a dot (${spec.kind}) needs cdiVersion 0.6.0, not ${version}`,
    )
  }
  const named = isBelow('0.5.0') ? withoutDigits(spec.devices) : { devices: spec.devices, lost: [] }
  const grouped = isBelow('0.7.0') ? withoutGroups(named.devices, version) : { devices: named.devices, lost: [] }
  const lowered = { ...spec, cdiVersion: version, devices: grouped.devices }
  const minimum = minimumVersion(lowered)
  if (isBelow(minimum) && !isAncient(version))
    throw new HookError('ERR_CDI', EXIT.internal, `a spec for ${version} came out as ${minimum}`)
  return { spec: lowered, lost: [...named.lost, ...grouped.lost] }
}

function withoutGroups(devices: readonly CdiDevice[], version: CdiVersion) {
  const gids = [...new Set(devices.flatMap(({ containerEdits }) => containerEdits.additionalGids ?? []))]
  const bare = devices.map(({ name, containerEdits: { additionalGids: _, ...edits } }) => ({
    name,
    containerEdits: edits,
  }))
  const what = gids.length === 1 ? `group ${gids[0]}` : `groups ${gids.join(', ')}`
  const lost = `cdiVersion ${version} has no additionalGids: the process does not get the ${what}, and depends on the node being made its own`
  return { devices: bare, lost: gids.length === 0 ? [] : [lost] }
}

function withoutDigits(devices: readonly CdiDevice[]) {
  const isOld = ({ name }: CdiDevice) => /^[A-Za-z]/.test(name)
  const lost = devices
    .filter((device) => !isOld(device))
    .map(({ name }) => `cdiVersion below 0.5.0 cannot name ${name}: it is in "${ALL}" only`)
  return { devices: devices.filter(isOld), lost }
}

/** Readers accept these two as if they were 0.3.0 (specs-go/version.go, vEarliest). */
function isAncient(version: CdiVersion): boolean {
  return version === '0.1.0' || version === '0.2.0'
}
