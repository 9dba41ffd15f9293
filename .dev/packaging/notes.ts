/** @file What a version brings, out of CHANGELOG.md: for the feed, which an app shows before it updates, and for the release. */

/** @throws Error when the version has no section, or one without a word */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const own = sections.find((section) => section.startsWith(`[${version}]`) || /^(\S+)/.exec(section)?.[1] === version)
  const notes = own?.slice(own.indexOf('\n')).trim()
  if (!notes) throw new Error(`CHANGELOG.md says nothing of ${version}.`)
  return notes
}
