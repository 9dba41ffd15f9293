/** @file The licences that a bundled package may have, and the texts of those that packages leave out. Pure. */

/** All but MPL-2.0 require only that their text stays with the code. Any other licence ends the build. */
export const ACCEPTED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  // Requires besides that recipients are told where the source is. It applies to its own files alone.
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
])

/** Where the source of this version is, for licences that require it; `null` for all others. */
export function sourceNote(licence: string, name: string, version: string): string | null {
  if (!/\bMPL-2\.0\b/.test(licence)) return null
  const file = `${name.split('/').at(-1)}-${version}.tgz`
  return `The source of this version, unchanged, is at https://registry.npmjs.org/${name}/-/${file}`
}

/** Whether an SPDX expression can be met with accepted licences alone: all of `AND`, one of `OR`; no exceptions (`WITH`). */
export function isAccepted(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0

  function either(): boolean {
    let met = all()
    while (tokens[at]?.toUpperCase() === 'OR') {
      at += 1
      const other = all()
      met ||= other
    }
    return met
  }

  function all(): boolean {
    let met = one()
    while (tokens[at]?.toUpperCase() === 'AND') {
      at += 1
      const other = one()
      met &&= other
    }
    return met
  }

  function one(): boolean {
    const token = tokens[at] ?? ''
    at += 1
    if (token !== '(') return ACCEPTED.has(token)
    const met = either()
    const isClosed = tokens[at] === ')'
    at += 1
    return met && isClosed
  }

  const met = either()
  return met && at === tokens.length
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`

const TEXTS: Readonly<Record<string, string>> = { MIT, ISC }

/** The text for a package without a licence file. */
export function textWithoutFile(licence: string, author: string): string {
  const text = TEXTS[licence]
  const by = author === '' ? 'its authors' : author
  const lead = `The package has no licence file. Copyright: ${by}.`
  return text === undefined
    ? `${lead} Its text is at https://spdx.org/licenses/${licence}.html`
    : `${lead} The text of the licence that it names:\n\n${text}`
}
