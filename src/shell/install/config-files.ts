import type { ConfigFile } from '../../core/install/hooks-dir.ts'
import type { Target } from '../../core/install/layout.ts'
import { dropInDirectories, mainFiles } from '../../core/install/reading-order.ts'
import type { RecordedNow } from '../../core/install/steps.ts'
import type { InstallHost } from './host.ts'
import { keptPath } from './places.ts'

/**
 * Every configuration file that the engine may read, with the text that it would have without us: an installation over
 * another one then comes to the same result as one on a clean machine.
 */
export function configFilesWithoutUs(
  target: Target,
  host: InstallHost,
  recorded: readonly RecordedNow[],
): ConfigFile[] {
  return candidates(target, host).flatMap((path) => {
    const entry = recorded.find(({ file }) => file.path === path)
    const text = entry === undefined ? host.files.read(path) : textBefore(entry, host)
    return text === undefined ? [] : [{ path, text }]
  })
}

function candidates(target: Target, { podman, files }: InstallHost): string[] {
  const inside = (directory: string) => files.list(directory).map((name) => `${directory}/${name}`)
  if (target === 'crio') return ['/etc/crio/crio.conf', ...inside('/etc/crio/crio.conf.d')]
  const dropIns = dropInDirectories(podman).flatMap(inside)
  return [...mainFiles(podman), ...dropIns.filter((path) => path.endsWith('.conf'))]
}

function textBefore({ file, now }: RecordedNow, { files, places }: InstallHost): string | undefined {
  if (now.kind !== 'file' || !file.ours.includes(now.sha256)) return files.read(file.path)
  return file.before === null ? undefined : files.read(keptPath(places, file.before.sha256))
}
