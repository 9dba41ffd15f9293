import { describe, expect, it } from 'vitest'
import { DEFAULT_IGNORES, ignoresOf } from '../../../../src-main/adapters/hash-lists/ignores.ts'

const leavesOut = (patterns: readonly string[], below: string, isFolder = false) => ignoresOf(patterns)(below, isFolder)

describe('the patterns of a hash list', () => {
  it.each([
    ['a name at any depth', ['.DS_Store'], 'Clips/.DS_Store', true],
    ['a name, and none that only begins so', ['.DS_Store'], 'Clips/.DS_Store2', false],
    ['a star within a name', ['*.tmp'], 'a/b/x.tmp', true],
    ['a path from the folder of the list', ['/Clips/*.xml'], 'Clips/a.xml', true],
    ['… and not below it', ['/Clips/*.xml'], 'Clips/deep/a.xml', false],
    ['a path without a slash before it', ['Clips/a.xml'], 'Card/Clips/a.xml', false],
    ['all that is deeper', ['Clips/**'], 'Clips/a/b.mov', true],
    ['the last pattern that fits', ['*.mov', '!keep.mov'], 'keep.mov', false],
    ['no comment and no empty line', ['# *.mov', ''], 'a.mov', false],
    ['signs that only our own patterns know, as letters', ['a{1,2}(x).mov'], 'a{1,2}(x).mov', true],
  ] as const)('fit %s', (_words, patterns, below, expected) => expect(leavesOut(patterns, below)).toBe(expected))

  it('with a slash at the end fit folders alone', () => {
    expect([leavesOut(['proxy/'], 'a/proxy', true), leavesOut(['proxy/'], 'a/proxy', false)]).toEqual([true, false])
  })

  it('exclude the files of operating systems by default', () => {
    for (const name of ['.DS_Store', 'Clips/._a.mov', 'Thumbs.db', 'ascmhl']) expect(leavesOut(DEFAULT_IGNORES, name)).toBe(true)
    expect(leavesOut(DEFAULT_IGNORES, '$RECYCLE.BIN', true)).toBe(true)
    expect(leavesOut(DEFAULT_IGNORES, 'Clips/a.mov')).toBe(false)
  })

  it('that cannot be used say why', () => {
    expect(() => ignoresOf(['a'.repeat(600)])).toThrow('500')
  })

  it('that are meant to take for ever take no time', () => {
    const name = 'a'.repeat(200)
    expect(leavesOut([`${'*a'.repeat(40)}b`], name)).toBe(false)
  })
})
