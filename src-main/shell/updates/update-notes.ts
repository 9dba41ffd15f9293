/** @file Converts release notes to plain text. Pure. GitHub's feed has them as HTML, which is never shown as such. */

const MAX_LETTERS = 20_000
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** @param notes a text, or one for each version */
export function plainNotes(notes: string | readonly { readonly version: string; readonly note: string | null }[] | null): string {
  const text = Array.isArray(notes)
    ? notes.map(({ version, note }: { version: string; note: string | null }) => `${version}\n${note ?? ''}`).join('\n\n')
    : ((notes ?? '') as string)
  return withoutTags(text.slice(0, MAX_LETTERS * 4))
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_LETTERS)
}

function withoutTags(text: string): string {
  // Text that mentions a tag, as Markdown may, is no HTML; HTML closes elements or breaks lines.
  if (!/<\/(?:p|ul|ol|li|h\d|div|a|pre|code|strong|em)>|<br\s*\/?>/i.test(text)) return text
  return text
    .replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/<li\b[^>]*>/gi, '\n- ')
    .replaceAll(/<br\s*\/?>|<\/(?:p|h\d|div|ul|ol|pre)>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
    })
}
