import { describe, expect, it } from 'vitest'
import { pages, root } from './messages.ts'
import { scanPages } from './scan-page.ts'

/** Files whose texts are names and headers, or for people who build Reelay. */
const NO_TEXTS: readonly RegExp[] = [
  /^src-renderer\/design\//,
  /^src-renderer\/bridge\//,
  /^src-renderer\/composables\/page\/text-field\.ts$/,
]

/** Names and commands, which are the same in every language, and what asks a browser about its settings. */
const NAMES = /^(?:Reelay|Cloudflare|Gcore|Bunny|Vimeo|npm install --global reelay@\{\}|\([a-z-]+: [\w-]+\))$/

const isShown = (file: string): boolean => !NO_TEXTS.some((one) => one.test(file))

describe('the messages of the interface', () => {
  it('are all of its texts', () => {
    const bare = pages.bare.filter(({ file, text }) => isShown(file) && !NAMES.test(text))
    expect(bare).toEqual([])
  })

  it('are literals, so that catalogues can have them', () => {
    expect(pages.unclear.filter(({ file }) => isShown(file))).toEqual([])
  })
})

describe('the scan of pages', () => {
  it('finds texts, attributes and expressions of a component, and what is said in its script', () => {
    const { messages, bare } = scanPages(['test/fixtures/words/WordsExample.vue'], root)
    expect(messages.map(({ text, line }) => [line, text])).toEqual([
      [4, 'Kept'],
      [12, 'Close'],
      [14, '{n} file | {n} files'],
    ])
    expect(bare.map(({ text, line }) => [line, text])).toEqual([
      [6, 'Copied'],
      [7, 'Nothing was sent'],
      [11, 'All of it'],
      [12, 'Sent'],
      [13, 'Failed'],
      [15, 'clips'],
      [16, 'other'],
      [16, 'default'],
      [17, 'gone'],
      [17, 'Sent'],
      [17, '{} clips'],
    ])
  })
})
