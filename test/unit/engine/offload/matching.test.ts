import { describe, expect, it } from 'vitest'
import type { ListEntry } from '../../../../src-main/contract/proof/hash-list.ts'
import { createListIndex, type ListIndex } from '../../../../src-main/engine/offload/matching.ts'

const entry = (path: string, sizeBytes: number | null = null): ListEntry => ({
  path,
  sizeBytes,
  modifiedAt: null,
  hashes: [],
  unusable: [],
  previousPath: null,
})

function indexOf(...entries: readonly ListEntry[]): ListIndex {
  const index = createListIndex()
  for (const one of entries) index.add(one)
  return index
}

const pathsOf = (index: ListIndex, path: string): unknown => {
  const match = index.match(path)
  return match.kind === 'entries' ? match.entries.map((one) => one.path) : match.kind
}

const composed = 'Küche.mov'.normalize('NFC')
const decomposed = 'Küche.mov'.normalize('NFD')

describe('an entry of a list', () => {
  it('is about the file at its path, however many others are alike', () => {
    const index = indexOf(entry('Clips/a.mov'), entry('clips/A.mov'), entry('Clips/b.mov'))
    expect(pathsOf(index, 'Clips/a.mov')).toEqual(['Clips/a.mov'])
    expect(pathsOf(index, 'Clips/c.mov')).toBe('none')
    expect(index.match('Clips/a.mov')).toMatchObject({ isExact: true })
  })

  it('is found with letters composed in another way, as macOS and Linux write them', () => {
    expect(pathsOf(indexOf(entry(decomposed)), composed)).toEqual([decomposed])
    expect(pathsOf(indexOf(entry(composed)), decomposed)).toEqual([composed])
    expect(indexOf(entry(composed)).match(decomposed)).toMatchObject({ isExact: false })
    expect(pathsOf(indexOf(entry(composed), entry(decomposed)), composed)).toEqual([composed])
  })

  it('is found in another case, but after one that differs in composition only', () => {
    expect(pathsOf(indexOf(entry('CLIPS/A.MOV')), 'Clips/a.mov')).toEqual(['CLIPS/A.MOV'])
    expect(pathsOf(indexOf(entry(composed.toUpperCase()), entry(decomposed)), composed)).toEqual([decomposed])
  })

  it('is doubtful when several of other spellings fit', () => {
    expect(indexOf(entry('A.mov'), entry('a.MOV')).match('a.mov')).toEqual({ kind: 'ambiguous', paths: ['A.mov', 'a.MOV'] })
  })

  it('that is there twice counts twice: its hashes may disagree', () => {
    expect(pathsOf(indexOf(entry('a.mov'), entry('a.mov')), 'a.mov')).toEqual(['a.mov', 'a.mov'])
  })

  it('may be the same file at another path, by name and size, when it is the only one', () => {
    const index = indexOf(entry('CLIP/a.mov', 5), entry('CLIP/b.mov', 5), entry('X/c.mov', 7), entry('Y/c.mov', 7))
    expect(index.elsewhere('moved/a.mov', 5)?.path).toBe('CLIP/a.mov')
    expect(index.elsewhere('moved/a.mov', 6)).toBeNull()
    expect(index.elsewhere('moved/c.mov', 7)).toBeNull()
  })
})
