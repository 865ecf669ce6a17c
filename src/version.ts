/** From package.json, and from git when it was built; plain words when it runs from source. */
export const VERSION = typeof __VERSION__ === 'string' ? __VERSION__ : 'source'
const COMMIT = typeof __COMMIT__ === 'string' ? __COMMIT__ : 'none'

/** What `--version` prints. */
export function versionText(): string {
  return `oci-device-hook ${VERSION} (node ${process.versions.node}, commit ${COMMIT})\n`
}
