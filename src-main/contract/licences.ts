/** @file The list of licences beside a build: written by the bundler, read by the app, and a text for people in between. Pure. */

export interface Licence {
  readonly name: string
  readonly version: string
  /** An SPDX expression. */
  readonly licence: string
  readonly text: string
}

const HEADING = /^── (?<name>\S+) (?<version>\S+): (?<licence>.+)$/

export function writeLicences(list: readonly Licence[]): string {
  return list.map(({ name, version, licence, text }) => `── ${name} ${version}: ${licence}\n\n${text.trim()}\n`).join('\n')
}

export function readLicences(text: string): readonly Licence[] {
  return text.split(/^(?=── )/m).flatMap((part) => {
    const end = part.indexOf('\n')
    const { name, version, licence } = HEADING.exec(part.slice(0, end))?.groups ?? {}
    if (name === undefined || version === undefined || licence === undefined) return []
    return [{ name, version, licence, text: part.slice(end).trim() }]
  })
}

/** The lists of several bundles as one: each version of a package once, by name. */
export function mergeLicences(lists: readonly (readonly Licence[])[]): readonly Licence[] {
  const all = new Map(lists.flat().map((one) => [`${one.name} ${one.version}`, one]))
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
}
