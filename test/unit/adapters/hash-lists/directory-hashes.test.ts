import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { directoryHashes } from '../../../../src-main/adapters/hash-lists/directory-hashes.ts'
import { readHashList } from '../../../../src-main/adapters/hash-lists/list.ts'
import type { ListedFormat } from '../../../../src-main/contract/hashes.ts'

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
