import type { Module } from 'node:module'

/**
 * Runs the command line.
 *
 * Inside the executable it is an asset of its own, compiled only now: its libraries would otherwise be part of what every
 * container start has to load.
 */
export async function runCommandLine(): Promise<void> {
  // The bundler knows the answer, and leaves the import below out of the hook's bundle.
  if (typeof __VERSION__ === 'string') runAsset()
  else await import('./cli/main.ts')
}

function runAsset(): void {
  const code = process.getBuiltinModule('node:sea').getAsset('cli.cjs', 'utf8')
  const cli: Pick<Module, 'exports'> = { exports: {} }
  const parameters = ['require', 'module', 'exports', '__filename']
  const run = process.getBuiltinModule('node:vm').compileFunction(code, parameters, { filename: 'cli.cjs' })
  run(require, cli, cli.exports, __filename)
}
