/** The values of `--color`. */
export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const
export type ColourChoice = (typeof COLOUR_CHOICES)[number]

interface Stream {
  readonly isTTY?: boolean
}

/**
 * Whether a stream gets colour: the option has the last word, then NO_COLOR (https://no-color.org), then FORCE_COLOR,
 * then whether a person looks at a terminal that can show it.
 */
export function wantsColour(choice: ColourChoice, stream: Stream, env: NodeJS.ProcessEnv): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0'
  return stream.isTTY === true && env.TERM !== 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
