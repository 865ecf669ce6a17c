import { ANNOTATION_KEYS, type AnnotationKey } from '../parse/own-annotations.ts'
import { BUILT_IN_POLICY, LOG_LEVELS, type Settings } from './policy.ts'
import type { PolicyContent } from './schema.ts'

/** Of each setting the narrowest value that one of the files names; the built-in one where none does. */
export function settingsOf(contents: readonly PolicyContent[]): Settings {
  const said = <T>(pick: (content: PolicyContent) => T | undefined) =>
    contents.map(pick).filter((value): value is T & {} => value !== undefined)
  const onDenied = said((each) => each.on_denied)
  const labels = said((each) => each.selinux?.label)
  const files = said((each) => each.log?.file)
  const syslogs = said((each) => each.log?.syslog)
  const byProcess = said((each) => each.identity).includes('process')
  const { log, ...builtIn } = BUILT_IN_POLICY
  return {
    onDenied: narrowest(['continue', 'fail'], onDenied, builtIn.onDenied),
    annotations: annotationsOf(said(countingIn), byProcess),
    selinuxLabel: narrowest(['container', 'none'], labels, builtIn.selinuxLabel),
    log: { file: narrowest(LOG_LEVELS, files, log.file), syslog: narrowest(LOG_LEVELS, syslogs, log.syslog) },
  }
}

/** The last in `order` of the values that were said; the built-in one where none was. */
function narrowest<T>(order: readonly T[], said: readonly T[], builtIn: T): T {
  return order.findLast((value) => said.includes(value)) ?? builtIn
}

function countingIn({ annotations }: PolicyContent): Settings['annotations'] | undefined {
  return annotations === 'none' ? [] : annotations
}

/** `identity = "process"` is the same as not letting the annotation `user` count. */
function annotationsOf(said: readonly Settings['annotations'][], byProcess: boolean): Settings['annotations'] {
  const lists = said.filter((value): value is readonly AnnotationKey[] => value !== 'all')
  if (lists.length === 0 && !byProcess) return 'all'
  const counts = (key: AnnotationKey) => lists.every((list) => list.includes(key)) && !(byProcess && key === 'user')
  return ANNOTATION_KEYS.filter(counts)
}
