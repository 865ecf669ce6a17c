/** One bar: from 0 to `value`, and a thin line on to `to`. */
export interface Bar {
  readonly name: string
  readonly value: number
  readonly to: number
}

/** A chart of one heat. */
export interface Chart {
  readonly title: string
  readonly unit: string
  readonly bars: readonly Bar[]
  /** The bar that stands out. */
  readonly ours: string
}

const WIDTH = 720
const LABELS = 210
const FIGURES = 60
const ROW = 26
const HEAD = 34
const FOOT = 12

/** Charts below each other as one SVG, all to the same scale. It has a background of its own: pages may be dark. */
export function svg(charts: readonly Chart[]): string {
  const most = Math.max(...charts.flatMap(({ bars }) => bars.map(({ to }) => to)))
  const scale = (WIDTH - LABELS - FIGURES) / most
  const heights = charts.map(({ bars }) => HEAD + bars.length * ROW + FOOT)
  const offsets = heights.map((_, at) => heights.slice(0, at).reduce((sum, height) => sum + height, 0))
  const total = heights.reduce((sum, height) => sum + height, 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(charts.map(({ title, unit }) => `${title}, ${unit}`).join('; '))}</title>`,
    `<rect width="${WIDTH}" height="${total}" fill="#ffffff"/>`,
    ...charts.map((chart, at) => draw(chart, offsets[at] ?? 0, scale)),
    '</svg>\n',
  ].join('\n')
}

function draw({ title, unit, bars, ours }: Chart, offset: number, scale: number): string {
  const heading = `<text x="12" y="${offset + 22}" font-weight="bold">${escaped(title)}, ${unit}</text>`
  const rows = bars.map((bar, at) => drawBar(bar, offset + HEAD + at * ROW, scale, bar.name === ours))
  return [heading, ...rows].join('\n')
}

function drawBar({ name, value, to }: Bar, y: number, scale: number, stands: boolean): string {
  const [end, far] = [LABELS + value * scale, LABELS + to * scale]
  const middle = y + ROW / 2 - 2
  return [
    `<text x="${LABELS - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${LABELS}" y="${y}" width="${round(end - LABELS)}" height="${ROW - 8}" fill="${stands ? '#1f6feb' : '#9aa4b2'}"/>`,
    `<path d="M${round(end)} ${middle}H${round(far)}" stroke="#57606a"/>`,
    `<text x="${round(Math.max(end, far) + 6)}" y="${middle + 4}">${value.toFixed(1)}</text>`,
  ].join('\n')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
