/** @file Text as XML. Pure. */

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A reader would make blanks of them in attributes, and one line end of another in content.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** For content and quoted attributes. Characters that XML cannot hold, such as controls, become replacement characters. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (mark) => MARKS[mark] ?? mark)
}

/** Whether XML can hold a text as it is. */
export function isXmlText(text: string): boolean {
  return !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)
}
