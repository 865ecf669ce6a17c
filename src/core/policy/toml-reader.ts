import { parse } from 'smol-toml'

/** White space and comments. */
const SPACE = /(?:[ \t\r\n]|#[^\n]*)*/y
/** Multi-line strings first: a delimiter may be preceded by up to two quotes of the content. */
const STRING = /"""(?:\\.|(?!""")[^\\])*"{3,5}|'''(?:(?!''').)*'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'/sy
const BARE = /[A-Za-z0-9_-]+/y
/** Numbers, dates and words: a date may have a space in it. */
const WORD = /[^,\]}#\n]*/y

/** Walks over the tokens of a valid TOML document: it only has to see where they end. */
export class TomlReader {
  readonly #text: string
  #at: number

  constructor(text: string) {
    this.#text = text
    // The parser takes a byte order mark, though it is none of TOML's white space.
    this.#at = text.startsWith('\ufeff') ? 1 : 0
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** Passes over white space and comments. */
  skip(): void {
    this.#match(SPACE)
  }

  /** Where the next token starts. */
  offset(): number {
    this.skip()
    return this.#at
  }

  /** Passes over `sign`, if it comes next. */
  takes(sign: string): boolean {
    this.skip()
    const isThere = this.#text.startsWith(sign, this.#at)
    if (isThere) this.#at += sign.length
    return isThere
  }

  /** A bare or quoted key; the parser is asked what a quoted one means. */
  key(): string {
    this.skip()
    const token = this.#match(BARE) || this.#match(STRING)
    return Object.keys(parse(`${token} = 0`))[0] ?? ''
  }

  /** Passes over a string, number, date or word. */
  scalar(): void {
    this.skip()
    if (this.#match(STRING) === '') this.#match(WORD)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}
