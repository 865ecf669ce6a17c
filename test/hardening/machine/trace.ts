/** One system call as strace(1) printed it. */
export interface Call {
  /** Thread id; 0 where strace followed one thread only. */
  readonly tid: number
  readonly name: string
  /** What stands between the parentheses. */
  readonly args: string
  /** What stands after the equals sign; '' when the thread ended in the call. */
  readonly result: string
  /** strace answered in the place of the kernel. */
  readonly injected: boolean
}

const LINE = /^(?:(\d+) +)?(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/
const UNFINISHED = / ?<unfinished \.\.\.>$/

/** Reads a log of strace, with or without -f. Calls stand in the order in which they began. */
export function parseTrace(log: string): Call[] {
  const calls: Call[] = []
  const open = new Map<number, { at: number; name: string; text: string }>()
  for (const line of log.split('\n')) {
    const [, pid = '0', resumed, name = '', rest = ''] = LINE.exec(line) ?? []
    const tid = Number(pid)
    if (resumed !== undefined) {
      const begun = open.get(tid)
      if (begun !== undefined) calls[begun.at] = callOf(tid, begun.name, begun.text + rest)
      open.delete(tid)
    } else if (name !== '') {
      const text = rest.replace(UNFINISHED, '')
      if (text !== rest) open.set(tid, { at: calls.length, name, text })
      calls.push(callOf(tid, name, text))
    }
  }
  return calls
}

function callOf(tid: number, name: string, text: string): Call {
  const at = text.search(/\)\s+= (?!.*\)\s+= )/)
  const [args, result] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).replace(/^\)\s+= /, '')]
  return { tid, name, args, result, injected: result.includes('(INJECTED)') }
}
