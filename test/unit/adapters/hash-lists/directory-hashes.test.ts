import { readFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { directoryHashes } from '../../../../src-main/adapters/hash-lists/directory-hashes.ts'
import { sorted } from '../../../../src-main/adapters/hash-lists/event-loop.ts'
import { readHashList } from '../../../../src-main/adapters/hash-lists/list.ts'
import type { ListedFormat } from '../../../../src-main/contract/proof/hashes.ts'

const CARD = new URL('../../../fixtures/hash-lists/A001R1AB/', import.meta.url)
const LIST = new URL('ascmhl/0002_A001R1AB_2026-11-27_053321Z.mhl', CARD)

/** What the reference implementation has written of a folder, as `c4` of content and structure. */
function writtenOf(text: string, opening: RegExp, format: ListedFormat) {
  const part = text.slice(text.search(opening))
  const values = [...part.matchAll(new RegExp(`<${format}[^>]*>([^<]+)</${format}>`, 'g'))].map((match) => match[1])
  return { content: values[0], structure: values[1] }
}

describe.each(['c4', 'md5'] as const)('the hashes of folders in %s', (format) => {
  it('are those of the reference implementation, for a folder of files and for one of folders', async () => {
    const text = await readFile(LIST, 'utf8')
    const { entries } = await readHashList(LIST.pathname)
    const filesOf = (folder: string) =>
      entries
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .map(({ path, hashes }) => ({
          name: path.slice(folder.length + 1),
          hash: hashes.find((hash) => hash.format === format)?.value ?? '',
        }))
    const clips = await directoryHashes(format, filesOf('Clips').toReversed())
    const sound = await directoryHashes(format, filesOf('Sound'))
    expect(clips).toEqual(writtenOf(text, /<directoryhash>\s*<path[^>]*>Clips</, format))
    expect(sound).toEqual(writtenOf(text, /<directoryhash>\s*<path[^>]*>Sound</, format))
    const root = await directoryHashes(format, [
      { name: 'Sound', ...sound },
      { name: 'Clips', ...clips },
    ])
    expect(root).toEqual(writtenOf(text, /<roothash>/, format))
  })
})

describe('a folder of many files', () => {
  const manyOf = (count: number, format: ListedFormat) =>
    Array.from({ length: count }, (_, index) => ({
      name: `C${index}.mov`,
      hash: index.toString(16).padStart(format === 'md5' ? 32 : 16, '0'),
    }))

  it('is hashed by one WebAssembly instance', async () => {
    await directoryHashes('xxh64', manyOf(1, 'xxh64'))
    const made = vi.spyOn(WebAssembly, 'instantiate')
    await directoryHashes('xxh64', manyOf(3_000, 'xxh64'))
    const times = made.mock.calls.length
    made.mockRestore()
    expect(times).toBeLessThanOrEqual(1)
  })

  it.each(['xxh64', 'md5'] as const)(
    'leaves a turn to everything else every few milliseconds, to its end, in %s',
    async (format) => {
      const children = manyOf(1_000, format)
      await directoryHashes(format, children.slice(0, 1))
      // A millisecond goes by whenever somebody looks: what never looks leaves no turns.
      let at = 0
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
        at += 1
        return at
      })
      const turns = vi.spyOn(globalThis, 'setImmediate')
      await directoryHashes(format, children)
      const left = turns.mock.calls.length
      clock.mockRestore()
      turns.mockRestore()
      // Each child is hashed once and goes into two hashes of all.
      expect(left).toBeGreaterThan((3 * children.length) / 10)
    },
  )

  it('has its hashes in the order of their texts, however many there are', async () => {
    const texts = Array.from({ length: 2_345 }, (_, index) => String((index * 7_919) % 2_003))
    let turns = 0
    const turn = () => {
      turns += 1
      return undefined
    }
    expect(await sorted(texts, turn)).toEqual(texts.toSorted((one, other) => (one < other ? -1 : 1)))
    expect(turns).toBeGreaterThan(5)
    expect(await sorted([], () => undefined)).toEqual([])
  })
})
