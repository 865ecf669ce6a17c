import type { InventoryNode } from '../../../../src/core/cdi/inventory.ts'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import type { CdiHost } from '../../../../src/shell/cdi/host.ts'
import { rules } from '../../core/cdi/support/nodes.ts'

/** A host in memory: its devices, and the files that were written. */
export function fakeHost(
  entries: readonly InventoryNode[],
  directories: readonly string[] = [],
): CdiHost & { readonly files: Map<string, string> } {
  const files = new Map<string, string>()
  const { policy, lookup } = rules()
  const real = (path: string) => entries.find(({ links }) => links.some((link) => link === path))?.node.path ?? path
  return {
    files,
    inventory: () => entries,
    nodeAt: (path) => entries.find(({ node }) => node.path === path)?.node,
    realPath: (path) => real(path) as HostPath,
    classOf: ({ major }) => (major === 81 ? 'video' : 'other'),
    policy: () => policy,
    groupNamed: lookup,
    isProgram: () => false,
    readers: async () => [],
    isThere: () => false,
    specDirectory: (path) => ({
      path,
      access: undefined,
      fault: undefined,
      files: [...files.keys()]
        .filter((file) => file.startsWith(`${path}/`))
        .map((file) => ({ path: file, directory: path, access: undefined, content: { text: files.get(file) ?? '' } })),
    }),
    isDirectory: (path) => directories.includes(path.replace(/\/$/, '')),
    write: (path, text) => void files.set(path, text),
    remove: (path) => files.delete(path),
  }
}
