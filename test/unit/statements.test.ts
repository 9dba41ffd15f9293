/**
 * @file Holds the tables “statement → where → test” of docs/providers.md against the files. A row has three cells:
 *
 * - what a document of the host says;
 * - where Reelay keeps to it: files below src-main/adapters/providers, or from the root, each with the name to look for after a colon;
 * - the test that fails when it does not: a file below test and a title in “quotes”, as it stands in the file.
 *
 * A statement that Reelay has no use for has “—” and the reason instead. Another host is another heading of the same form.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PROVIDERS = 'src-main/adapters/providers'
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Statement {
  readonly words: string
  readonly places: readonly { readonly file: string; readonly name: string | undefined }[]
  readonly tests: readonly { readonly file: string; readonly title: string }[]
  readonly unused: string | null
}

function statementOf(line: string): Statement {
  const cells = line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
  const [words = '', places = '', tests = ''] = cells
  if (cells.length !== 3) throw new Error(`not three cells: ${line}`)
  return {
    words,
    places: [...places.matchAll(/`([\w./-]+?)(?::([\w.]+))?`/g)].map(([, file = '', name]) => ({
      file: file.startsWith('src-') ? file : `${PROVIDERS}/${file}`,
      name,
    })),
    tests: [...tests.matchAll(/`([\w./-]+)` “(.*?)”(?=$|, `)/g)].map(([, file = '', title = '']) => ({
      file: `test/${file}`,
      title,
    })),
    unused: places === '—' ? tests : null,
  }
}

/** By host: the rows below a heading “### What the documents of … say”. */
const tables = new Map(
  read('docs/providers.md')
    .split('\n### What the documents of ')
    .slice(1)
    .map((part): [string, readonly Statement[]] => {
      const [heading = '', ...lines] = part.split('\n')
      const rows = lines.filter((line) => line.startsWith('| '))
      return [heading.replace(/ say$/, ''), rows.slice(2).map(statementOf)]
    }),
)

/** Whether a file has a test of this title. */
function hasTest(file: string, title: string): boolean {
  const quoted = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`\\(\\s*'${quoted}',`).test(read(file))
}

it('there is a table for every host of the mission', () => {
  expect([...tables.keys()]).toEqual(expect.arrayContaining(['Cloudflare Stream', 'Gcore', 'Omegastream', 'Bunny Stream']))
})

describe.each([...tables])('the documents of %s', (_host, rows) => {
  it('have a row for each statement, and none twice', () => {
    expect(rows.length).toBeGreaterThan(9)
    expect(new Set(rows.map(({ words }) => words)).size).toBe(rows.length)
  })

  it('are kept to in files and functions that exist', () => {
    const wrong = rows
      .filter(({ unused }) => unused === null)
      .flatMap(({ words, places }) => {
        if (places.length === 0) return [`no place: ${words}`]
        return places
          .filter(
            ({ file, name }) =>
              !existsSync(join(root, file)) || !(name === undefined || new RegExp(`\\b${name}\\b`).test(read(file))),
          )
          .map(({ file, name }) => `${file}:${name ?? ''} (${words})`)
      })
    expect(wrong).toEqual([])
  })

  it('have a test for each statement that exists', () => {
    const wrong = rows
      .filter(({ unused }) => unused === null)
      .flatMap(({ words, tests }) => {
        if (tests.length === 0) return [`no test: ${words}`]
        return tests
          .filter(({ file, title }) => !existsSync(join(root, file)) || !hasTest(file, title))
          .map(({ file, title }) => `${file}: ${title} (${words})`)
      })
    expect(wrong).toEqual([])
  })

  it('are left unused only with a reason', () => {
    expect(rows.filter(({ unused }) => unused !== null && unused.length < 20)).toEqual([])
  })
})
