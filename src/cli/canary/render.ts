import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import { note } from '../output/note.ts'
import { paint, type Screen } from '../output/screen.ts'
import type { Canary } from './canary.ts'

/** What the canary found, in a line, and what to do where it found no hook. */
export function renderCanary(canary: Canary, screen: Screen): string {
  const { standing, word, text, remedy } = sentence(canary)
  const cell = mark(standing, word, screen)
  const shown = typeof cell === 'string' ? cell : cell.text
  return note(`${shown}: ${printable(text, MAX_TEXT)}`, remedy, screen).replace(shown, paint(screen, standing, shown))
}

/** The canary's exit code: a verdict, as those of verify and doctor are. */
export function canaryExit({ verdict }: Canary): 0 | 1 | 2 {
  if (verdict === 'ran') return 0
  return verdict === 'unknown' ? 2 : 1
}

/** An engine's last words may be long. */
const MAX_TEXT = 600

function sentence(canary: Canary) {
  switch (canary.verdict) {
    case 'ran': {
      const { engine, runtime, stage, milliseconds } = canary
      const text = `${engine}, ${runtime}, stage ${stage}, ${milliseconds} ms`
      return { standing: 'ok', word: 'hook ran', text, remedy: undefined } as const
    }
    case 'failed': {
      const text = `${canary.engine}: the hook ran and ended with ${canary.exit}: ${canary.reason}`
      return { standing: 'fail', word: 'hook refused the container', text, remedy: REFUSED } as const
    }
    case 'not run': {
      const text = `${canary.engine}: ${canary.reason}`
      return { standing: 'fail', word: 'hook did not run', text, remedy: NOT_RUN } as const
    }
    case 'unknown':
      return { standing: 'unknown', word: 'not proven', text: canary.reason, remedy: canary.remedy } as const
  }
}

const REFUSED = 'oci-device-hook policy check; oci-device-hook log'
/** The engine says of each hooks.d file whether it was read and whether it matched. */
const NOT_RUN =
  'podman --log-level=debug run --rm --annotation oci-device-hook/mode=auto IMAGE true 2>&1 | grep -i hook'
