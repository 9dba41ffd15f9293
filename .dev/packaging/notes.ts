/** @file What a version brings, out of CHANGELOG.md: for the feed, which an app shows before it updates, and for the release. */

/** `null` when the version has no section, or one without a word: between two versions there is none to tell of. */
export function notesOf(changelog: string, version: string): string | null {
  const sections = changelog.split(/^## /m).slice(1)
  const own = sections.find((section) => section.startsWith(`[${version}]`) || /^(\S+)/.exec(section)?.[1] === version)
  return own?.slice(own.indexOf('\n')).trim() || null
}
