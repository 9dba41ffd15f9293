/**
 * @file The text of a web page without its markup, in linear time, because servers may send anything, such as tags that never end.
 */

const TITLE = /<title[^<>]*>([^<]*)<\/title>/i
const HIDDEN = /^<(style|script)\b/i

/** The title of a page; without one, all its visible text. */
export function plainText(text: string): string {
  return TITLE.exec(text)?.[1] ?? withoutTags(text)
}

function withoutTags(text: string): string {
  const parts: string[] = []
  /** Hidden elements whose end tag was not found: it is not searched for again. */
  const unclosed = new Set<string>()
  let at = 0
  for (;;) {
    const open = text.indexOf('<', at)
    const close = open < 0 ? -1 : text.indexOf('>', open)
    if (close < 0) break
    parts.push(text.slice(at, open))
    at = close + 1
    const kind = HIDDEN.exec(text.slice(open, open + '<script>'.length + 1))?.[1]?.toLowerCase()
    if (kind === undefined || unclosed.has(kind)) continue
    const end = endOf(kind, text, at)
    if (end === null) unclosed.add(kind)
    else at = end
  }
  return [...parts, text.slice(at)].join(' ')
}

function endOf(kind: string, text: string, from: number): number | null {
  const pattern = new RegExp(`</${kind}[^<>]*>?`, 'gi')
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : null
}
