import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { failure, helpOf, titleOf } from '../../../src-main/contract/errors/errors.ts'
import { NO_FACTS } from '../../../src-main/contract/media.ts'
import { receiptPage } from '../../../src-main/contract/proof/receipt-page.ts'
import { RECEIPT_STYLE, RECEIPT_STYLE_HASH } from '../../../src-main/contract/proof/receipt-page-style.ts'
import { NO_RECEIPTS, withReceipt } from '../../../src-main/contract/proof/receipt-totals.ts'
import type { Receipt } from '../../../src-main/contract/queue/upload.ts'
import { aReceipt, partsIn } from '../../support/receipts.ts'

async function partsOf(receipts: readonly Receipt[], title = 'Card A'): Promise<string[]> {
  const totals = receipts.reduce(withReceipt, NO_RECEIPTS)
  const page = receiptPage({ title, tool: 'Reelay 1', madeAt: 1_700_000_300_000, totals }, receipts)
  return partsIn(page)
}

const pageOf = async (receipts: readonly Receipt[], title?: string) => (await partsOf(receipts, title)).join('')

/** What a page says, as name and value, without its markup. */
const factsIn = (page: string): string[] =>
  [...page.matchAll(/<dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/g)].map(
    ([, name, value]) => `${name}: ${value?.replace(/<[^>]+>/g, '')}`,
  )

describe('the page of a receipt', () => {
  it('says what was sent, when, from where, to where, what is proved, its hash and its attempts', async () => {
    const receipt = aReceipt('/cards/A001/clip.mov', {
      sizeBytes: 2_345_678,
      bytesSent: 3_345_678,
      attempts: 3,
      restarts: 1,
      remoteId: 'v1',
      durationSeconds: 760,
      reported: { sizeBytes: 2_345_678, durationSeconds: 700, wholeSeconds: false, sha256: null },
      proof: ['accepted', 'size confirmed by host'],
    })
    const page = await pageOf([receipt], 'clip.mov')
    expect(page).toContain('<title>clip.mov – Receipt</title>')
    expect(factsIn(page)).toEqual([
      `File: ${receipt.path}`,
      'Size: 2.35 MB (2,345,678 bytes)',
      'Changed: 2023-11-14 22:13:20 UTC',
      'Duration: 12:40',
      'Sent: 2023-11-14 22:15:00 UTC to 2023-11-14 22:16:40 UTC',
      'To: Studio (tus)',
      'Address: https://h.test/1',
      'Video id: v1',
      'Attempts: 3, started over 1 time, 1.00 MB (1,000,000 bytes) sent again',
      'Proved: accepted, size confirmed by host',
      'Differs: host has 11:40, the file is 12:40',
      `SHA-256: ${'ab'.repeat(32)}`,
      `Receipt: ${receipt.id}`,
    ])
  })

  it('says how it compares with the hash made at offload, with that hash', async () => {
    const offload = { result: 'matches', list: '/a/0001_A.mhl', format: 'xxh64', value: '0123456789abcdef', note: null } as const
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { offload })]))
    expect(facts).toContain('Offload: Matches the hash made at offload (XXH64, 0001_A.mhl)')
    expect(facts).toContain('XXH64: 0123456789abcdef')
  })

  const sentAsItIs = {
    result: 'differs',
    list: '/a/0001_A.mhl',
    format: 'xxh64',
    value: '1111111111111111',
    found: '2222222222222222',
    acceptedAt: 1_700_000_000_000,
  } as const

  it('of a clip that was sent as it is has both hashes, each by its name, and when that was accepted', async () => {
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { offload: sentAsItIs })]))
    const first = facts.findIndex((fact) => fact.startsWith('Offload'))
    expect(facts.slice(first, first + 5)).toEqual([
      'Offload: Sent as it is, and differs from the hash made at offload (XXH64, 0001_A.mhl)',
      'Hash list: /a/0001_A.mhl',
      'At offload: 1111111111111111',
      'As sent: 2222222222222222',
      'Accepted on: 2023-11-14 22:13:20 UTC',
    ])
    expect(facts.filter((fact) => fact.startsWith('XXH64'))).toEqual([])
  })

  it('of a clip whose lists prove nothing says why, and what can be done', async () => {
    const note = failure('list.noHash', { path: '/a/1.mov', list: '/a/card.mhl', unusable: 'sha512' })
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { offload: { result: 'unclear', note } })]))
    expect(facts).toContain(`Offload: Not compared with the hash made at offload: ${titleOf(note)}`)
    expect(facts).toContain(`Note: ${helpOf(note)}`)
  })

  it('has resolution, codec, timecode, reel and date of recording of the clip', async () => {
    const media = { ...NO_FACTS, durationSeconds: 4, width: 3840, height: 2160, videoCodec: 'ProRes 422 HQ' }
    const more = { timecode: '10:20:30:05', reel: 'A001', recordedAt: '2026-11-19T17:22:10Z' }
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { media: { ...media, ...more } })]))
    expect(facts).toEqual(
      expect.arrayContaining([
        'Duration: 0:04',
        'Resolution: 3840 × 2160 (UHD)',
        'Codec: ProRes 422 HQ',
        'Timecode: 10:20:30:05',
        'Reel: A001',
        'Recorded: 2026-11-19 17:22:10 UTC',
      ]),
    )
  })

  it('explains each kind of proof: that of the offload is no word of the host', async () => {
    const page = await pageOf([aReceipt('/a/1.mov')])
    expect(page).toMatch(/“matches the hash made at offload”, that the file as it was read for sending has the hash that a list/)
    expect(page).not.toContain('whatever else is proved was compared with what the host reports')
  })

  it('of a batch counts the clips that were sent though they differ from their offload', async () => {
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { offload: sentAsItIs }), aReceipt('/a/2.mov')]))
    expect(facts).toContain('Sent though they differ from their offload: 1 file')
    expect(factsIn(await pageOf([aReceipt('/a/1.mov'), aReceipt('/a/2.mov')])).join()).not.toContain('Sent though')
  })

  it('of a batch adds up what its receipts say, and names how many differ', async () => {
    const reported = { sizeBytes: 7, durationSeconds: null, wholeSeconds: false, sha256: null }
    const page = await pageOf([
      aReceipt('/a/1.mov', { bytesSent: 3_000 }),
      aReceipt('/a/2.mov', { accountName: 'Other', finishedAt: 1_700_000_900_000, reported }),
    ])
    expect(factsIn(page).slice(0, 7)).toEqual([
      'Files: 2',
      'Size: 2.00 kB',
      'Begun: 2023-11-14 22:15:00 UTC',
      'Ended: 2023-11-14 22:28:20 UTC',
      'To: Studio, Other',
      'Sent again: 2.00 kB',
      'Differs at the host: 1 file',
    ])
    expect(page.match(/<article>/g)).toHaveLength(2)
  })

  it('of a copy from a link claims neither size nor checksum', async () => {
    const facts = factsIn(
      await pageOf([aReceipt('https://h.test/b.mp4', { path: 'https://h.test/b.mp4', sha256: null, proof: [] })]),
    )
    expect(facts.slice(0, 2)).toEqual([
      'Link: https://h.test/b.mp4',
      'Size: Not known: the host copied it from the link, and its bytes did not pass here.',
    ])
    expect(facts.filter((fact) => /^(SHA-256|Proved|Changed)/.test(fact))).toEqual([])
  })

  it('shows every name as text: no markup, no control characters, no change of direction', async () => {
    const name = `</h2><script>alert(1)</script>&"'\u0007\u202e\ud800.mov`
    const page = await pageOf([aReceipt(`/a/${name}`, { name, accountName: '<b>' })], name)
    for (const raw of ['<script', '<b>', '\u0007', '\u202e']) expect(page).not.toContain(raw)
    expect(page).toContain('&lt;/h2&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;\\x07\\u202e\ufffd.mov')
  })

  it('loads nothing and runs nothing: its policy allows the one style, by its hash', async () => {
    const page = await pageOf([aReceipt('/a/1.mov')])
    const hash = `sha256-${createHash('sha256').update(RECEIPT_STYLE).digest('base64')}`
    expect(hash).toBe(RECEIPT_STYLE_HASH)
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">`,
    )
    expect(page).not.toMatch(/<(?:script|link|img|iframe|object|form)\b| style=| on[a-z]+=|javascript:|\bsrc=|\bhref=/)
    expect(page.match(/<style>/g)).toHaveLength(1)
  })

  it('comes in parts, one for each receipt, so that any number of them is written as it is read', async () => {
    let read = 0
    async function* many() {
      for (; read < 10_000; read += 1) yield aReceipt(`/a/${read}.mov`)
    }
    const head = { title: 'Card', tool: 'Reelay 1', madeAt: 0, totals: NO_RECEIPTS }
    let longest = 0
    let ahead = 0
    let parts = 0
    for await (const part of receiptPage(head, many())) {
      longest = Math.max(longest, part.length)
      ahead = Math.max(ahead, read - parts)
      parts += 1
    }
    expect([parts, ahead <= 1, longest < 8_000]).toEqual([10_002, true, true])
  })

  it('says that a time is not known instead of showing another one', async () => {
    const facts = factsIn(await pageOf([aReceipt('/a/1.mov', { mtimeNs: '253402387200000000000', startedAt: Number.NaN })]))
    expect(facts).toContain('Changed: not known')
    expect(facts).toContain('Sent: not known to 2023-11-14 22:16:40 UTC')
  })
})
