/** @file Splits a text so that its beginning can shrink and its ending stays. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Never cuts inside of what people count as one character. @param tail so many characters at the end */
export function splitEnding(text: string, tail: number): readonly [beginning: string, ending: string] {
  if (text.length <= tail * 2) return [text, '']
  const ending = [...segmenter.segment(text.slice(-tail * 8))]
    .slice(-tail)
    .map(({ segment }) => segment)
    .join('')
  return [text.slice(0, text.length - ending.length), ending]
}
