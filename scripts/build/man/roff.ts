/** Roff of man(7), a line each. */
export type Roff = readonly string[]

/** Text as it may stand anywhere on a line: what roff reads as its own is escaped, and ASCII signs stay what they are. */
export function plain(text: string): string {
  const escaped = text.replace(/[\\\-'`^~]/g, (sign) => SIGNS[sign] ?? sign)
  return escaped.replace(
    /[^ -~]/g,
    (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}

/** groff turns these ASCII signs into typographic ones, which nobody can paste. */
const SIGNS: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** A line of running text: one that began with a dot would be a request. */
export function line(text: string): string {
  const escaped = plain(text)
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped
}

export function title(name: string, section: number, date: string, version: string): string {
  return `.TH ${argument(name.toUpperCase())} ${section} ${date} ${argument(`oci-device-hook ${version}`)}`
}

export function section(heading: string, ...body: readonly Roff[]): Roff {
  return [`.SH ${argument(heading)}`, ...withoutFirstBreak(body.flat())]
}

export function subsection(heading: string, ...body: readonly Roff[]): Roff {
  return [`.SS ${argument(heading)}`, ...withoutFirstBreak(body.flat())]
}

/** A heading is a break already, and a second one is warned about. */
function withoutFirstBreak(body: Roff): Roff {
  return body[0] === '.PP' ? body.slice(1) : body
}

export function paragraph(text: string): Roff {
  return ['.PP', line(text)]
}

/** A term in bold, and what it means. */
export function item(term: string, ...meaning: readonly string[]): Roff {
  const [first = '', ...more] = meaning
  return ['.TP', `\\fB${plain(term)}\\fR`, line(first), ...more.flatMap((text) => ['.br', line(text)])]
}

/** Lines that are not filled. */
export function example(does: string, command: string): Roff {
  return ['.PP', line(`${does}:`), '.PP', '.RS 4', '.nf', ...command.split('\n').map(line), '.fi', '.RE']
}

function argument(text: string): string {
  return `"${plain(text).replace(/"/g, '""')}"`
}
