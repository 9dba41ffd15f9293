/** @file Text as HTML. Pure. */
import { printable } from './printable.ts'

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Foreign text for content and quoted attributes; control characters and direction marks are shown as escapes. */
export function escapeHtml(text: string): string {
  return printable(text.toWellFormed()).replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark)
}
