import { describe, expect, it } from 'vitest'
import { readImportList } from '../../../../src-main/engine/queue/import-list.ts'

const urls = (text: string): string[] => readImportList(text).items.map(({ url }) => url)

describe('a list of links', () => {
  it('is one link a line; empty lines, remarks and repetitions are passed over', () => {
    expect(urls('https://a.test/1.mp4\n\n# remark\r\nsftp://u:p@b.test/2.mov\nhttps://a.test/1.mp4')).toEqual([
      'https://a.test/1.mp4',
      'sftp://u:p@b.test/2.mov',
    ])
  })

  it('may hold links with commas', () => {
    expect(urls('https://a.test/1,2.mp4\nhttps://a.test/x?a=1,2')).toEqual(['https://a.test/1,2.mp4', 'https://a.test/x?a=1,2'])
  })

  it.each([
    ['a comma', 'url,title\nhttps://a.test/1.mp4,"Final, first half"'],
    ['a semicolon, as Excel writes it', '\uFEFFLink;Name\nhttps://a.test/1.mp4;"Final, first half"'],
    ['a semicolon and an empty line at its end', 'url;title\n\n# remark\nhttps://a.test/1.mp4;"Final, first half"\n'],
    ['other columns around', 'id,title,url\n7,"Final, first half",https://a.test/1.mp4'],
    ['no header', 'https://a.test/1.mp4,"Final, first half"'],
  ])('may be a table with %s', (_words, text) => {
    expect(readImportList(text)).toEqual({ items: [{ url: 'https://a.test/1.mp4', title: 'Final, first half' }], problems: [] })
  })

  it('tells which lines are no links, without their passwords', () => {
    const { items, problems } = readImportList('https://a.test/1.mp4\nhello\nftp://me:secret@c.test/x.mp4')
    expect(items).toHaveLength(1)
    expect(problems.map(({ line }) => line)).toEqual(['hello', 'ftp://…@c.test/x.mp4'])
    expect(JSON.stringify(problems)).not.toContain('secret')
  })
})
