/** @file Splits a text into a beginning, which can be truncated, and a tail. Pure. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Never splits a grapheme. The tail is empty for a short text. @param tail length of the tail, in graphemes */
export function splitTail(text: string, tail: number): readonly [beginning: string, tail: string] {
  if (text.length <= tail * 2) return [text, '']
  const end = [...segmenter.segment(text.slice(-tail * 8))]
    .slice(-tail)
    .map(({ segment }) => segment)
    .join('')
  return [text.slice(0, text.length - end.length), end]
}
