import { AXES, type Cell, parseId } from './axes.ts'

/**
 * Cells that every run holds, with the hook and without: refused without it, served with it. A matrix in which they do
 * not come out so could not fail, or has a hook that does nothing.
 */
export function anchors(engines: ReadonlySet<string>): Cell[] {
  const there = AXES.engine.filter((engine) => engines.has(engine))
  const ids = there.flatMap((engine) => [
    `${engine}.rootful.entry.0660.stranger.plain.mapped.1000.auto.precreate`,
    `${engine}.rootful.node.0600.stranger.plain.mapped.1000.auto.precreate`,
    `${engine}.userns.entry.0660.stranger.plain.unmapped.1000.auto.createRuntime`,
    `${engine}.rootless.directory.0660.stranger.plain.mapped.1000.auto.precreate`,
    ...(engine.endsWith('crun') ? [`${engine}.rootless.node.0660.caller.plain.unmapped.1000.auto.precreate`] : []),
  ])
  return ids.map((id) => parseId(id).cell)
}
