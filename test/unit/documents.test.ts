import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Paths from the root, with the name after the colon where there is one: `src-main/a.ts:name`. */
function mentions(text: string): { readonly file: string; readonly name: string | undefined }[] {
  return [...text.matchAll(/`(src-(?:main|renderer)\/[\w./-]*|test\/[\w./-]+|docs\/[\w./-]+)(?::(\w+))?`/g)].map(
    ([, file = '', name]) => ({
      file,
      name,
    }),
  )
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', (document) => {
  const all = mentions(read(document))

  it('names files that exist', () => {
    expect(all.length).toBeGreaterThan(10)
    expect(all.filter(({ file }) => !existsSync(join(root, file))).map(({ file }) => file)).toEqual([])
  })

  it('names functions that are in their files', () => {
    const wrong = all.filter(({ file, name }) => name !== undefined && !new RegExp(`\\b${name}\\b`).test(read(file)))
    expect(wrong).toEqual([])
  })
})

it('the glossary has at most 25 lines', () => {
  const [, glossary = ''] = read('ARCHITECTURE.md').split('## Glossary')
  const terms = (glossary.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  expect(terms.length).toBeGreaterThan(15)
  // Besides the head of the table.
  expect(terms.length - 2).toBeLessThanOrEqual(25)
})
