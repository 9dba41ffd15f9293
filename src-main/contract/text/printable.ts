/**
 * @file Makes foreign text (file names, messages of providers) safe to print. A terminal obeys control characters: they
 * move the cursor, set the window's title or hide what was printed before. Direction marks reorder the text after them.
 */

/** C0 and C1 controls, line and paragraph separators, and marks that change the direction of text. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** One line in which every control character is shown as an escape, such as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (mark) => SHORT.get(mark) ?? escapeOf(mark))
}

/** The same for text of several lines, whose line ends are kept. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** One line of JSON with the same value, in which control characters and direction marks are escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(CONTROLS, (mark) => `\\u${hex(mark, 4)}`)
}

function escapeOf(mark: string): string {
  return mark.charCodeAt(0) < 0x100 ? `\\x${hex(mark, 2)}` : `\\u${hex(mark, 4)}`
}

function hex(mark: string, digits: number): string {
  return mark.charCodeAt(0).toString(16).padStart(digits, '0')
}
