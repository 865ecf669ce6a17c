/**
 * The section of a version in a changelog of the form of Keep a Changelog, without its heading.
 *
 * @throws When there is none, or nothing in it.
 */
export function sectionOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m)
  const section = sections.find((text) => text.startsWith(`## [${version}]`))
  if (section === undefined) throw new Error(`CHANGELOG.md: found no section "## [${version}]"`)
  const body = section
    .slice(section.indexOf('\n'))
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .trim()
  if (body === '') throw new Error(`CHANGELOG.md: found nothing below "## [${version}]"`)
  return `${body}\n`
}
