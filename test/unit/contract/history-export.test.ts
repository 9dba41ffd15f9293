import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { type ExportFormat, historyText } from '../../../src-main/contract/history/history-export.ts'
import type { PastUpload } from '../../../src-main/contract/history/past-upload.ts'
import { describePastUpload, describeProof } from '../../../src-main/contract/messages/past-upload-messages.ts'
import { aPastUpload } from '../../support/a-past-upload.ts'

async function textOf(format: ExportFormat, rows: readonly PastUpload[], isFile = false): Promise<string> {
  async function* parts() {
    yield rows
  }
  let text = ''
  for await (const part of historyText(format, parts(), { isFile, title: 'History <b>', now: 0 })) text += part
  return text
}

const failed = aPastUpload({ result: 'failed', sentAt: null, failure: failure('file.missing', { path: '/a "b"' }), proof: [] })

describe('History as a file', () => {
  it('is CSV with one line for each entry, for Excel where it is a file, and without formulas', async () => {
    const text = await textOf('csv', [aPastUpload({ name: '=cmd()', title: 'a, "b"' }), failed])
    const lines = text.split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^endedAt,result,name,title,path,kind,/)
    expect(lines[1]).toContain(`sent,'=cmd(),"a, ""b"""`)
    expect(lines[2]).toContain('failed,')
    expect(lines[2]).toContain('file.missing')
    expect((await textOf('csv', [], true)).charCodeAt(0)).toBe(0xfeff)
    expect(text.charCodeAt(0)).not.toBe(0xfeff)
  })

  it('is one object of JSON a line, with times, speed, links and proof', async () => {
    const [first = ''] = (await textOf('json', [aPastUpload()])).split('\n')
    expect(JSON.parse(first)).toMatchObject({
      type: 'history',
      result: 'sent',
      endedAt: '2026-11-26T16:52:00.000Z',
      tookSeconds: 100,
      bytesPerSecond: 10_000_000,
      links: { watch: 'https://v.test/1' },
      proof: ['accepted', 'size confirmed by host'],
    })
  })

  it('is a page to print in which names cannot become markup', async () => {
    const text = await textOf('html', [aPastUpload({ title: '<script>alert(1)</script>' }), failed])
    expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(text).not.toContain('<script>')
    expect(text).toContain('&#60;script&#62;')
    expect(text).toContain('Size confirmed')
  })

  it('is a page with links that lead to the web and nowhere else', async () => {
    const links = {
      watch: 'https://v.test/1?a=1&b="2"',
      embed: '<iframe src="https://v.test"></iframe>',
      mp4: 'javascript:alert(1)',
    }
    const text = await textOf('html', [aPastUpload({ links }), aPastUpload({ id: 2, links: {} })])
    expect(text.match(/<a href="[^"]*">/g)).toEqual(['<a href="https://v.test/1?a=1&#38;b=&#34;2&#34;">'])
    expect(text).toContain('MP4: javascript:alert(1)')
    expect(text).not.toContain('<iframe')
  })

  it('has columns of CSV that scripts count: the newest are the last', async () => {
    const [head, first] = (await textOf('csv', [aPastUpload({ accountId: 'acc-7' })])).split('\r\n')
    expect(head?.split(',').slice(-3)).toEqual(['batchId', 'deletedAt', 'accountId'])
    expect(first?.split(',').slice(-3)).toEqual(['b', '', 'acc-7'])
  })
})

describe('the words of an end', () => {
  it('say how it ended and what is proved', () => {
    expect(describePastUpload(aPastUpload(), 0)).toBe('Done, ready to watch')
    expect(describePastUpload(aPastUpload({ processing: null }), 0)).toBe('Arrived complete')
    expect(describePastUpload(aPastUpload({ processing: null, proof: [] }), 0)).toBe('Sent')
    expect(describePastUpload(aPastUpload({ deletedAt: 1 }), 0)).toBe('Sent, deleted at the host')
    expect(describePastUpload(failed, 0)).toBe('The file is not there')
    expect(describePastUpload(aPastUpload({ result: 'cancelled' }), 0)).toBe('Cancelled')
    expect(describeProof(['accepted', 'size confirmed by host', 'duration confirmed by host'])).toBe(
      'Size and duration confirmed',
    )
    expect(describeProof(['accepted'])).toBe('The server has every byte')
    expect(describeProof([])).toBe('')
  })
})
