import { describe, expect, it } from 'vitest'
import { portableFileName } from '../../../src-main/contract/text/file-name.ts'

describe('a name for a file', () => {
  it.each([
    ['A001/clip: 1?.mov', 'A001-clip- 1-.mov'],
    ['..hidden. ', 'hidden'],
    ['a\u0000b\nc', 'a-b-c'],
    ['...', 'Reelay'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('%j becomes one that every system takes', (text, name) => expect(portableFileName(text)).toBe(name))
})
