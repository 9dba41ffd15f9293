import { describe, expect, it } from 'vitest'
import { printable, printableJson, printableLines } from '../../../src-main/contract/text/printable.ts'

const HOSTILE = 'a\u001b]0;title\u0007\r\nb\u009b2J\u202e4pm.exe\u2066\u2028\ufeff\t'

describe('text from elsewhere', () => {
  it('shows control characters and marks of direction instead of obeying them', () => {
    expect(printable(HOSTILE)).toBe('a\\x1b]0;title\\x07\\r\\nb\\x9b2J\\u202e4pm.exe\\u2066\\u2028\\ufeff\\t')
    expect(printable('C:\\clips\\Höhepunkte – ハイライト 🎬.mp4')).toBe('C:\\clips\\Höhepunkte – ハイライト 🎬.mp4')
  })

  it('keeps line ends only where lines are meant', () => {
    expect(printableLines('a\u001b\nb')).toBe('a\\x1b\nb')
  })

  it('stays the same value in JSON', () => {
    const line = printableJson({ [HOSTILE]: HOSTILE })
    expect(JSON.parse(line)).toEqual({ [HOSTILE]: HOSTILE })
    expect(line).toMatch(/^[\u0020-\u007e]*$/)
  })
})
