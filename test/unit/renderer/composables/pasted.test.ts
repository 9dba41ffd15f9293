import { describe, expect, it } from 'vitest'
import { targetOf, textIn } from '../../../../src-renderer/composables/add/drop-target.ts'
import { readPasted } from '../../../../src-renderer/composables/add/pasted.ts'

describe('a pasted text', () => {
  it.each([
    ['/card/A B.mov\n/card/C.mov', ['/card/A B.mov', '/card/C.mov']],
    ['"C:\\Clips\\a b.mov"\r\nD:/b.mov\r\n', ['C:\\Clips\\a b.mov', 'D:/b.mov']],
    ['"C:\\a.mov" "D:\\b c.mov"', ['C:\\a.mov', 'D:\\b c.mov']],
    ["'/card/A B.mov' '/card/C.mov' ", ['/card/A B.mov', '/card/C.mov']],
    ["/card/Jo's.mov", ["/card/Jo's.mov"]],
    ['/card/A.mov\0/card/B.mov\0', ['/card/A.mov', '/card/B.mov']],
    ['\\\\nas\\share\\a.mov', ['\\\\nas\\share\\a.mov']],
    ['file:///card/A%20B.mov\n', ['/card/A B.mov']],
    ['file:///C:/Clips/a.mov', ['C:/Clips/a.mov']],
    ['file://localhost/card/a.mov', ['/card/a.mov']],
    ['file://nas/share/a%20b.mov', ['\\\\nas\\share\\a b.mov']],
    ['/card/A.mov\n/card/A.mov', ['/card/A.mov']],
  ])('%j names files', (text, paths) => {
    expect(readPasted(text)).toEqual({ paths, links: '', others: [] })
  })

  it('names addresses to copy from', () => {
    expect(readPasted(' https://a.test/1.mp4 \nhttp://b.test/2.mp4')).toEqual({
      paths: [],
      links: 'https://a.test/1.mp4\nhttp://b.test/2.mp4',
      others: [],
    })
  })

  it('may name both, and what is neither is named', () => {
    expect(readPasted('https://a.test/1.mp4\n/card/A.mov\nand a word\nfile:///%zz\nfile:///a%00b')).toEqual({
      paths: ['/card/A.mov'],
      links: 'https://a.test/1.mp4',
      others: ['and a word', 'file:///%zz', 'file:///a%00b'],
    })
  })

  it.each(['', 'a word', '//', 'file:///%zz', 'javascript:alert(1)', `/${'x'.repeat(40_000)}`, 'C:relative.mov'])(
    '%j is something else',
    (text) => {
      expect(readPasted(text)).toBeNull()
    },
  )

  it('of thousands of lines is read in an instant', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `/card/C${index}.mov`)
    expect(readPasted(lines.join('\n'))?.paths).toEqual(lines)
  })
})

describe('what is dragged in from another program', () => {
  const data = (given: Record<string, string>) => ({ getData: (type: string) => given[type] ?? '' })

  it('is its addresses, rather than what they are called', () => {
    const list = '# from a browser\r\nhttps://a.test/1.mp4\r\nfile:///card/A.mov\r\n'
    expect(textIn(data({ 'text/uri-list': list, 'text/plain': 'A clip' }))).toBe('https://a.test/1.mp4\nfile:///card/A.mov')
    expect(textIn(data({ 'text/plain': '/card/A.mov' }))).toBe('/card/A.mov')
  })

  it('is for the row below it', () => {
    document.body.innerHTML = '<li data-watch="w"><b>in it</b></li><p data-account="a"></p><i></i>'
    expect(targetOf(document.querySelector('b'))).toEqual({ kind: 'watch', id: 'w' })
    expect(targetOf(document.querySelector('p'))).toEqual({ kind: 'account', id: 'a' })
    expect([targetOf(document.querySelector('i')), targetOf(window)]).toEqual([null, null])
  })
})
