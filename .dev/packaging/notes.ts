/** @file The notes of a version from CHANGELOG.md, for the update feed and for the release. */

/** `null` when the version has no section, or an empty one, as between two versions. */
export function notesOf(changelog: string, version: string): string | null {
  const sections = changelog.split(/^## /m).slice(1)
  const own = sections.find((section) => section.startsWith(`[${version}]`) || /^(\S+)/.exec(section)?.[1] === version)
  return own?.slice(own.indexOf('\n')).trim() || null
}
