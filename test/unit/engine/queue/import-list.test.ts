import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readImportList } from '../../../../src-main/engine/queue/adding/import-list.ts'

const read = (text: string) => readImportList(text, turn)
const urls = async (text: string): Promise<string[]> => (await read(text)).items.map(({ url }) => url)

describe('a list of links', () => {
  it('is one link a line; empty lines, comments and repetitions are skipped', async () => {
    expect(await urls('https://a.test/1.mp4\n\n# remark\r\nsftp://u:p@b.test/2.mov\nhttps://a.test/1.mp4')).toEqual([
      'https://a.test/1.mp4',
      'sftp://u:p@b.test/2.mov',
    ])
  })

  it('may hold links with commas', async () => {
    expect(await urls('https://a.test/1,2.mp4\nhttps://a.test/x?a=1,2')).toEqual([
      'https://a.test/1,2.mp4',
      'https://a.test/x?a=1,2',
    ])
  })

  it.each([
    ['a comma', 'url,title\nhttps://a.test/1.mp4,"Final, first half"'],
    ['a semicolon, as Excel writes it', '\uFEFFLink;Name\nhttps://a.test/1.mp4;"Final, first half"'],
    ['a semicolon and an empty line at its end', 'url;title\n\n# remark\nhttps://a.test/1.mp4;"Final, first half"\n'],
    ['other columns around', 'id,title,url\n7,"Final, first half",https://a.test/1.mp4'],
    ['no header', 'https://a.test/1.mp4,"Final, first half"'],
  ])('may be a table with %s', async (_words, text) => {
    expect(await read(text)).toEqual({ items: [{ url: 'https://a.test/1.mp4', title: 'Final, first half' }], problems: [] })
  })

  it('reports which lines are no links, without their passwords', async () => {
    const { items, problems } = await read('https://a.test/1.mp4\nhello\nftp://me:secret@c.test/x.mp4')
    expect(items).toHaveLength(1)
    expect(problems.map(({ line }) => line)).toEqual(['hello', 'ftp://…@c.test/x.mp4'])
    expect(JSON.stringify(problems)).not.toContain('secret')
  })

  it.each([
    ['links', (line: number) => `https://a.test/${line}.mp4`],
    ['a table whose cells hold the separator', (line: number) => `https://a.test/${line}.mp4,"Title, ${line}"`],
    ['a table with a title of two lines', (line: number) => `https://a.test/${line}.mp4,"Title\n${line}"`],
  ])('of 20,000 lines of %s is read completely, and gives the event loop turns', async (_what, lineAt) => {
    const text = Array.from({ length: 20_000 }, (_, line) => lineAt(line)).join('\n')
    let turns = 0
    const { items, problems } = await readImportList(text, () => {
      turns += 1
      return turn()
    })
    expect([items.length, problems.length]).toEqual([20_000, 0])
    expect(items[19_999]?.url).toBe('https://a.test/19999.mp4')
    expect(turns).toBeGreaterThan(20)
  })

  it.each([
    ['more lines than anybody imports', 'x\n'.repeat(1_000_000)],
    ['as many quotation marks', '"\n'.repeat(1_000_000)],
  ])('of %s is refused with advice', async (_what, text) => {
    await expect(read(text)).rejects.toThrow('Split it into several')
  })

  it('of one line without an end is one problem', async () => {
    expect((await read(','.repeat(2_000_000))).problems).toHaveLength(1)
  })
})
