import { EXIT } from '../../../src/core/errors.ts'

/** How the hook ends without a system call. `works` stands for exit 0 with the right result, by a fallback or without need. */
export type Expected = 'works' | { readonly exit: number; readonly says: RegExp; readonly code?: string }

const NO_PRIVATE: Expected = { exit: EXIT.internal, code: 'ERR_PRIVATE', says: /private nodes? .*ENOSYS/ }
const NO_PROCESS: Expected = {
  exit: EXIT.input,
  code: 'ERR_PROCESS',
  says: /ENOSYS.*Remedy: createRuntime needs Linux 5\.6 or later/,
}
const NO_ANSWER: Expected = {
  exit: EXIT.internal,
  code: 'ERR_HOST',
  says: /ENOSYS.*Remedy: it needs Linux 5\.8 or later/,
}
/** Without the mount's id nobody knows where what is mounted over the node would show up. */
const SHARED: Expected = { exit: EXIT.denied, says: /lies on a shared mount/ }

const PRIVATE = { private: NO_PRIVATE }

/**
 * By system call and flow, the ways in which the hook ends that are not `works`: the same as docs/kernel-features.md says.
 */
const REFUSALS: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  openat2: { owner: NO_PROCESS, private: NO_PROCESS },
  pidfd_open: { owner: NO_PROCESS, private: NO_PROCESS },
  faccessat2: { bind: NO_ANSWER, owner: NO_ANSWER, private: NO_ANSWER },
  statx: { private: SHARED },
  open_tree: PRIVATE,
  move_mount: PRIVATE,
  fsopen: PRIVATE,
  fsconfig: PRIVATE,
  fsmount: PRIVATE,
  setns: PRIVATE,
  unshare: PRIVATE,
}

export function expectedOf(feature: string, flow: string): Expected {
  return REFUSALS[feature]?.[flow] ?? 'works'
}

/** What the document says about each system call without which something is refused. */
export function refusals(): readonly (readonly [feature: string, exit: number, code: string | undefined])[] {
  return Object.entries(REFUSALS).flatMap(([feature, flows]) =>
    Object.values(flows).flatMap((expected) =>
      expected === 'works' ? [] : [[feature, expected.exit, expected.code] as const],
    ),
  )
}
