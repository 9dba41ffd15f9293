/**
 * @file The text of a page without its markup, in one pass: servers may send anything, and tags that are never closed must not
 * make this slow.
 */

const TITLE = /<title[^<>]*>([^<]*)<\/title>/i
const UNSHOWN = /^<(style|script)\b/i

/** The title of a page or, without one, all that it shows. */
export function plainText(text: string): string {
  return TITLE.exec(text)?.[1] ?? withoutTags(text)
}

function withoutTags(text: string): string {
  const parts: string[] = []
  /** Kinds of hidden content without an end tag so far: there is none later, either. */
  const endless = new Set<string>()
  let at = 0
  for (;;) {
    const open = text.indexOf('<', at)
    const close = open < 0 ? -1 : text.indexOf('>', open)
    if (close < 0) break
    parts.push(text.slice(at, open))
    at = close + 1
    const kind = UNSHOWN.exec(text.slice(open, open + '<script>'.length + 1))?.[1]?.toLowerCase()
    if (kind === undefined || endless.has(kind)) continue
    const end = endOf(kind, text, at)
    if (end === null) endless.add(kind)
    else at = end
  }
  return [...parts, text.slice(at)].join(' ')
}

function endOf(kind: string, text: string, from: number): number | null {
  const pattern = new RegExp(`</${kind}[^<>]*>?`, 'gi')
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : null
}
