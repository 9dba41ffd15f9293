import picomatch from 'picomatch'
import { describe, expect, it } from 'vitest'
import { globsProblem } from '../../../src-main/contract/globs/glob.ts'
import { foldName, globMatcher } from '../../../src-main/contract/globs/glob-matcher.ts'
import { DEFAULT_IGNORED_NAMES } from '../../../src-main/contract/globs/ignore-list.ts'
import { englishOf, type Phrase } from '../../../src-main/contract/i18n/phrase.ts'
import { createDraw, type Draw } from '../../faults/draw.ts'
import { growsLinearly } from '../../support/growth.ts'

const englishOrNull = (problem: Phrase | null): string | null => problem && englishOf(problem)
const matches = (glob: string, name: string): boolean => globMatcher([glob])(foldName(name))

describe('a pattern', () => {
  it.each<[string, string, string]>([
    ['*.mov', 'A001.MOV', '.mov.part'],
    ['C00??.mp4', 'C0012.MP4', 'C012.mp4'],
    ['[a-c]*', 'Bars.mov', 'dune.mov'],
    ['[!a-c]*', 'dune.mov', 'Bars.mov'],
    ['[^a-c]*', 'dune.mov', 'Bars.mov'],
    ['[]x]*', ']1', 'y'],
    ['{day,night}_*', 'Night_1.mov', 'noon_1.mov'],
    ['{a,{b,c}x}.mov', 'cx.mov', 'c.mov'],
    ['C00{01..12}.MP4', 'C0009.mp4', 'C0013.mp4'],
    ['cam{a..d}', 'CamD', 'CamE'],
    ['@(a|b).mov', 'b.mov', 'ab.mov'],
    ['+(ab).mov', 'abab.mov', '.mov'],
    ['*(ab).mov', '.mov', 'aba.mov'],
    ['?(pre)view', 'view', 'prepreview'],
    ['\\*.mov', '*.mov', 'a.mov'],
    ['\\[a].mov', '[a].mov', 'a.mov'],
    ['clip?.mov', 'clip🎬.mov', 'clip.mov'],
    ['Stra?e', 'STRASSE'.replace('SS', 'ß'), 'Strae'],
    ['ΟΔΟΣ*', 'οδος.mov', 'οδο.mov'],
    ['day?/**/*.mov', 'day1/a/b/c.mov', 'day1/c.mp4'],
    ['**/raw/*', 'raw/x', 'raw/a/x'],
    ['proxies/**', 'proxies', 'proxy'],
    ['a/**/b', 'a/b', 'a/xb'],
    ['a*c', 'abc', 'a/c'],
  ])('%s is for %s and not for %s', (glob, yes, no) => {
    expect(matches(glob, yes)).toBe(true)
    expect(matches(glob, no)).toBe(false)
  })

  it.each([
    'clip (1).mp4',
    'clip [raw].mov',
    'a{b.mov',
    '{a}.mov',
    'a[b.mov',
    '$RECYCLE.BIN',
    'a+b^c.mov',
    '~$x',
    '!x.mov',
    'a)b',
  ])('that is a name is for that name: %s', (name) => expect(matches(name, name)).toBe(true))

  it.each<[string, string]>([
    ['!(*_proxy).mov', 'excluded'],
    ['a|b', '{this,that}'],
    ['(a|b).mov', '{this,that}'],
    ['[z-a].mov', 'backwards'],
    ['[[:alpha:]]*', '[a-z0-9]'],
    ['[0-9]+.mov', '+([…])'],
    ['{1..9999}', '1000'],
    ['x'.repeat(501), '500'],
  ])('that means something else than it says is refused with a way to write it: %s', (glob, word) => {
    expect(englishOrNull(globsProblem([glob]))).toContain(word)
    expect(() => globMatcher([glob])).toThrow()
  })

  it('is named when a list has one that cannot be used, and a list that is too long is refused', () => {
    expect(englishOrNull(globsProblem(['*.mov', 'a|b']))).toMatch(/^“a\|b” cannot be used: /)
    expect(englishOrNull(globsProblem(Array.from({ length: 200 }, () => '*a'.repeat(250))))).toContain('Together')
    expect(englishOrNull(globsProblem(['{1..1000}'.repeat(50)]))).toContain('Together')
    expect(globsProblem(DEFAULT_IGNORED_NAMES)).toBeNull()
  })
})

describe('drawn patterns', () => {
  const LETTERS = ['a', 'b', 'B', '_', '.', '1', 'é', '-'] as const
  const SIGNS = ['*', '?', '[ab]', '[^a]', '[a-c]', '\\*', '{a,b1}', '{_,{a,.b}}', '@(a|_b)', '?(b1)', '+(a|b)', '*(a-)'] as const
  const OPTIONS = { nocase: true, dot: true, nonegate: true } as const

  const several = (draw: Draw, most: number, one: () => string): string[] => Array.from({ length: draw.whole(1, most) }, one)
  const nameOf = (draw: Draw): string => several(draw, 6, () => draw.pick([...LETTERS, 'A', '*', 'c'])).join('')
  const lettersOf = (draw: Draw): string => several(draw, 2, () => draw.pick(LETTERS)).join('')
  /** A sign has letters beside it: picomatch takes some that touch for something else. */
  const partOf = (draw: Draw): string =>
    several(draw, 3, () => (draw.chance(0.6) ? draw.pick(SIGNS) + lettersOf(draw) : lettersOf(draw))).join('')
  const pathOf = (draw: Draw, part: () => string): string => several(draw, 3, () => (draw.chance(0.25) ? '**' : part())).join('/')

  it.each([1, 2, 3])('answer as picomatch does for thousands of names and paths (seed %i)', (seed) => {
    const draw = createDraw(seed)
    const differences: string[] = []
    let matched = 0
    for (let count = 0; count < 2_000; count += 1) {
      const isPath = draw.chance(0.4)
      const glob = isPath ? pathOf(draw, () => partOf(draw)) : partOf(draw)
      const theirs = picomatch.makeRe(glob, OPTIONS)
      const ours = globMatcher([glob])
      for (let name = 0; name < 10; name += 1) {
        const text = isPath ? several(draw, 3, () => nameOf(draw)).join('/') : nameOf(draw)
        if (text.split('/').some((part) => part === '.' || part === '..')) continue
        const answer = ours(foldName(text))
        if (answer) matched += 1
        if (answer !== theirs.test(text)) differences.push(`${glob} ${text} ${answer}`)
      }
    }
    expect(differences).toEqual([])
    expect(matched).toBeGreaterThan(200)
  })

  it('of any letters at all are read, or refused in words', () => {
    const draw = createDraw(4)
    const any = [
      '*',
      '**',
      '?',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      '|',
      ',',
      '..',
      '!',
      '@',
      '+',
      '\\',
      '/',
      '-',
      'a',
      '1',
      '🎬',
    ] as const
    for (let count = 0; count < 20_000; count += 1) {
      const glob = several(draw, 14, () => draw.pick(any)).join('')
      const problem = globsProblem([glob])
      if (problem === null) matches(glob, several(draw, 10, () => draw.pick(any)).join(''))
      else expect(englishOrNull(problem)).toMatch(/^“.+” cannot be used: .+\.$/su)
    }
  })
})

describe('a match takes time in proportion to the name, and to the pattern', () => {
  const name = (size: number): string[] => [...foldName('a'.repeat(size))]

  it.each([
    '*a*a*a*a*ab',
    '*_*_*_*_*_*_*x',
    '**/*a/**/*a/**/*b',
    '+(a|aa|a*)b',
    '*(*(*(*(a))))b',
    '{a,aa}{a,aa}{a,aa}*{a,aa}*b',
    '[a-z]*[!b]*[a-c]*[0-9]',
    '?*?*?*?*?*b',
  ])('%s', (glob) => {
    const matcher = globMatcher([glob])
    expect(growsLinearly(2_000, name, matcher)).toBe(true)
  })

  it('whatever the length of the pattern', () => {
    const text = name(200)
    const make = (size: number) => globMatcher([`${'*a'.repeat(size)}b`])
    expect(growsLinearly(15, make, (matcher) => matcher(text))).toBe(true)
  })

  it.each(['{', '[', '@(', '{[', '{a,', '[!', '\\', '{@(a,', '*(', '[a-'])('and so does reading %s again and again', (mark) => {
    const make = (size: number): string[] => Array.from({ length: size }, () => mark.repeat(Math.floor(500 / mark.length)))
    expect(growsLinearly(1, make, globsProblem)).toBe(true)
  })
})
