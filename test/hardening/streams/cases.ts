import { FLOWS, type Flow } from '../machine/flows.ts'

/** What a hook is given for stdin or stdout, as a shell says it; $HOOK and $STAGE are the call, $CONFIG its input. */
export interface StreamCase {
  readonly kind: 'stream'
  readonly name: string
  readonly script: string
  readonly stage: 'precreate' | 'createRuntime'
  /** What it must end with. */
  readonly exit: number
}

/** A hook that has less of something than it needs. */
export interface LimitCase {
  readonly kind: 'limit'
  readonly name: string
  readonly flow: Flow
  /** An option of prlimit(1). */
  readonly limit: string
}

export type Case = StreamCase | LimitCase

const [INPUT, OUTPUT] = [65, 74]
/** Nobody can have asked for anything by an empty text: nothing comes out, and podman does not start a container on that. */
const NOTHING = 0

/** stdin that is none, and what precreate ends with; createRuntime says 65 to all of them. */
const INPUTS: Readonly<Record<string, readonly [script: string, precreate: number]>> = {
  closed: ['"$HOOK" "$STAGE" <&-', NOTHING],
  empty: ['"$HOOK" "$STAGE" </dev/null', NOTHING],
  'open for writing only': ['"$HOOK" "$STAGE" 0>/dev/null', NOTHING],
  'a directory': ['"$HOOK" "$STAGE" </', INPUT],
  'without end': ['"$HOOK" "$STAGE" </dev/zero', INPUT],
  silent: ['sleep 60 | timeout -s KILL 10 "$HOOK" "$STAGE"', INPUT],
  'a byte a second': ['while sleep 1; do printf " "; done | timeout -s KILL 10 "$HOOK" "$STAGE"', INPUT],
  'a terminal': ['sleep 60 | script -qefc "timeout --foreground -s KILL 10 $HOOK $STAGE" /dev/null >/dev/null', INPUT],
}

/** stdout that loses what is written to it. */
const OUTPUTS: Readonly<Record<string, string>> = {
  full: '"$HOOK" "$STAGE" <"$CONFIG" >/dev/full',
  closed: '"$HOOK" "$STAGE" <"$CONFIG" >&-',
  'open for reading only': '"$HOOK" "$STAGE" <"$CONFIG" 1</dev/null',
  'a pipe that nobody reads':
    '{ sleep 0.3; "$HOOK" "$STAGE" <"$CONFIG"; echo $? >"$STATUS"; } | true; exit "$(cat "$STATUS")"',
  'a pipe closed half-way':
    '{ "$HOOK" "$STAGE" <"$LARGE"; echo $? >"$STATUS"; } | head -c 100000 >/dev/null; exit "$(cat "$STATUS")"',
}

const LIMITS: Readonly<Record<string, readonly number[]>> = {
  nofile: Array.from({ length: 40 }, (_, at) => at),
  as: [64, 128, 256, 512, 768, 1024, 2048, 4096, 8192].map((mebibytes) => mebibytes * 2 ** 20),
  data: [4, 16, 64, 128, 256, 512].map((mebibytes) => mebibytes * 2 ** 20),
  stack: [16, 64, 128, 256, 512].map((kibibytes) => kibibytes * 2 ** 10),
  fsize: [0, 1, 200, 4096, 2 ** 20, 2 ** 21],
  nproc: [0, 1, 4],
  memlock: [0],
}

const streams: readonly StreamCase[] = [
  ...Object.entries(INPUTS).flatMap(([name, [script, exit]]): StreamCase[] => [
    { kind: 'stream', name: `stdin ${name}, precreate`, script, stage: 'precreate', exit },
    { kind: 'stream', name: `stdin ${name}, createRuntime`, script, stage: 'createRuntime', exit: INPUT },
  ]),
  ...Object.entries(OUTPUTS).map(
    ([name, script]): StreamCase => ({
      kind: 'stream',
      name: `stdout ${name}`,
      script,
      stage: 'precreate',
      exit: OUTPUT,
    }),
  ),
]

const limits: readonly LimitCase[] = Object.entries(LIMITS).flatMap(([name, values]) =>
  values.flatMap((value) =>
    FLOWS.map((flow): LimitCase => {
      return { kind: 'limit', name: `${flow.name} with ${name} ${value}`, flow, limit: `--${name}=${value}` }
    }),
  ),
)

export const CASES: readonly Case[] = [...streams, ...limits]
