import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Lets `import fs from 'node:fs'` become a plain look-up.
 *
 * esbuild alone would copy every property of a built-in module, to add `default` to the copy. The look at each property
 * makes Node compile the modules behind its lazy ones: `internal/fs/dir`, 4 % of a whole start (measured).
 */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z0-9_/]+$/ }, ({ path, kind, importer }) => {
      if (kind !== 'import-statement' || !isBuiltin(path)) return undefined
      return { path, suffix: `?${groupOf(importer)}`, namespace: 'builtin', sideEffects: false }
    })
    onLoad({ filter: /./, namespace: 'builtin' }, async ({ path }) => ({ contents: await facade(path), loader: 'js' }))
  },
}

function isBuiltin(path: string): boolean {
  return path.startsWith('node:') || builtinModules.includes(path)
}

/** Not one for all: a property that the command line or its libraries import would be looked at by the hook as well. */
function groupOf(importer: string): string {
  if (importer.includes('/node_modules/')) return 'libraries'
  return importer.includes('/src/cli/') ? 'cli' : 'src'
}

/** A module with the built-in as its default and its properties by name; esbuild drops each one that nobody imports. */
async function facade(path: string): Promise<string> {
  const names = Object.keys(await import(path)).filter((name) => name !== 'default' && /^[A-Za-z_]\w*$/.test(name))
  // Not by their places: a process that was forked has more properties, and the same source would give other bytes.
  const named = names.map((name) => `const _${name} = /* @__PURE__ */ (() => builtin.${name})()`)
  const exported = names.map((name) => `_${name} as ${name}`)
  return [
    `const builtin = process.getBuiltinModule(${JSON.stringify(path)})`,
    'export default builtin',
    ...named,
    `export { ${exported.join(', ')} }`,
  ].join('\n')
}
