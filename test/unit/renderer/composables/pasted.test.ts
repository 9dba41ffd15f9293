import { describe, expect, it } from 'vitest'
import { readPasted } from '../../../../src-renderer/composables/pasted.ts'

describe('a pasted text', () => {
  it.each([
    ['/card/A B.mov\n/card/C.mov', ['/card/A B.mov', '/card/C.mov']],
    ['"C:\\Clips\\a b.mov"\r\nD:/b.mov\r\n', ['C:\\Clips\\a b.mov', 'D:/b.mov']],
    ['\\\\nas\\share\\a.mov', ['\\\\nas\\share\\a.mov']],
    ['file:///card/A%20B.mov\n', ['/card/A B.mov']],
    ['file:///C:/Clips/a.mov', ['C:/Clips/a.mov']],
  ])('%j names files', (text, paths) => {
    expect(readPasted(text)).toEqual({ paths, links: '' })
  })

  it('names addresses to copy from', () => {
    expect(readPasted(' https://a.test/1.mp4 \nhttp://b.test/2.mp4')).toEqual({
      paths: [],
      links: 'https://a.test/1.mp4\nhttp://b.test/2.mp4',
    })
  })

  it.each([
    '',
    'a word',
    '/card/A.mov\nand a word',
    'https://a.test/1.mp4\n/card/A.mov',
    '//',
    'file:///%zz',
    'javascript:alert(1)',
  ])('%j is something else', (text) => {
    expect(readPasted(text)).toBeNull()
  })
})
