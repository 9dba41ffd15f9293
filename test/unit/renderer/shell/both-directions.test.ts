/** @file Styles say start and end, so that a page that is read from right to left is the other way round. */
import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const PHYSICAL =
  /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b|(?:left|right)\s*:|border-(?:top|bottom)-(?:left|right)-radius|(?:text-align|float|clear)\s*:\s*(?:left|right))/
/** Four widths of which the second, on the right, is not the fourth. */
const FOUR = /(?:margin|padding|inset|border-width)\s*:\s*(\S+) (\S+) (\S+) ([^\s;]+);/

const stylesOf = (file: string): string => {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.css') ? text : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css).join('\n')
}

function physicalIn(styles: string): readonly string[] {
  const lines = styles.replaceAll(/\/\*[\s\S]*?\*\//g, '').split('\n')
  return lines
    .map((line) => line.trim())
    .filter((line) => {
      const four = FOUR.exec(line)
      return PHYSICAL.test(line) || (four !== null && four[2] !== four[4])
    })
}

it('no style of the interface names the left or the right', () => {
  const files = globSync('src-renderer/**/*.{vue,css}').filter(
    (file) => !file.replaceAll('\\', '/').startsWith('src-renderer/design/'),
  )
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => physicalIn(stylesOf(file)).map((line) => `${file}: ${line}`))).toEqual([])
})

it('each way to name them is found', () => {
  const found = [
    'margin-left: 1px;',
    'left: 8px;',
    'text-align: right;',
    'padding: 1px 2px 3px 4px;',
    'border-top-left-radius: 2px;',
  ]
  expect(physicalIn([...found, 'padding: 1px 2px 3px 2px;', 'inset-inline-start: 1px;', 'grid-area: left;'].join('\n'))).toEqual(
    found,
  )
})
