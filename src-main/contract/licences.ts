/** @file The list of licences beside a build: written by the bundler, read by the app, and a text for people in between. Pure. */

export interface Licence {
  readonly name: string
  readonly version: string
  /** An SPDX expression. */
  readonly licence: string
  readonly text: string
}

const HEADING = /^── (?<name>\S+) (?<version>\S+): (?<licence>.+)$/

/** A text stands once, under the headings of all that have it. */
export function writeLicences(list: readonly Licence[]): string {
  const packages = Map.groupBy(list, ({ text }) => text.trim())
  const parts = [...packages].map(([text, of]) => {
    const headings = of.map(({ name, version, licence }) => `── ${name} ${version}: ${licence}`)
    return `${headings.join('\n')}\n\n${text}\n`
  })
  return parts.join('\n')
}

export function readLicences(text: string): readonly Licence[] {
  return text.split(/(?<=\n\n)(?=── )/).flatMap((part) => {
    const lines = part.split('\n')
    const headings = lines.slice(
      0,
      lines.findIndex((line) => !HEADING.test(line)),
    )
    return headings.flatMap((heading) => {
      const { name, version, licence } = HEADING.exec(heading)?.groups ?? {}
      if (name === undefined || version === undefined || licence === undefined) return []
      return [{ name, version, licence, text: lines.slice(headings.length).join('\n').trim() }]
    })
  })
}

/** The lists of several bundles as one: each version of a package once, by name. */
export function mergeLicences(lists: readonly (readonly Licence[])[]): readonly Licence[] {
  const all = new Map(lists.flat().map((one) => [`${one.name} ${one.version}`, one]))
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
}
