import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import UploadLog from '../../../../src-renderer/components/queue/UploadLog.vue'
import CopyByHand from '../../../../src-renderer/components/shell/CopyByHand.vue'
import { isWebAddress, mainLink, orderedLinks } from '../../../../src-renderer/components/video/video-links.ts'
import { aProcessing, createFakeBridge } from '../../../support/fake-bridge.ts'
import { aReceipt } from '../../../support/receipts.ts'
import { catchClipboard, catchDownloads, show, unmountAll, withoutClipboard } from '../app.ts'
import { links, opened } from './opened-details.ts'

const PROOF = { durationSeconds: null, media: null, reported: null, proof: ['accepted'], offload: null } as const

describe('links', () => {
  it('come in one order, and only web addresses can be opened', () => {
    expect(orderedLinks(links).map(({ name, opens }) => [name, opens])).toEqual([
      ['watch', true],
      ['hls', true],
      ['embed', false],
    ])
    expect(orderedLinks({ watch: 'javascript:alert(1)', embed: 'https://v.test/1' }).map(({ opens }) => opens)).toEqual([
      false,
      false,
    ])
    expect(['https://a.test', 'http://a.test', 'data:text/html,x', 'file:///x', 'x'].map(isWebAddress)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('have a main one, which is never the thumbnail', () => {
    expect(mainLink(links)?.name).toBe('watch')
    expect([mainLink({ thumbnail: 'https://v.test/t.jpg' }), mainLink({})]).toEqual([null, null])
  })
})

describe('the details of an upload', () => {
  let copied: string[] = []
  beforeEach(() => {
    copied = catchClipboard()
  })
  afterEach(unmountAll)

  it('show and copy the technical log, which is read on request', async () => {
    const { fake, click, page, said } = await opened({ state: 'failed' })
    fake.answer('queue.log', ({ id }: { id: string }) => ({ text: `Upload ${id}: POST 201` }))
    expect(fake.sent('queue.log')).toEqual([])
    await click('Copy log')
    expect(copied).toEqual(['Upload id-1: POST 201'])
    expect(said()).toEqual(['Log copied.'])
    await click('Show log')
    expect(page.get('pre').text()).toBe('Upload id-1: POST 201')
    // It is English, whatever the page is in.
    expect(page.get('pre').attributes()).toMatchObject({ dir: 'ltr', lang: 'en' })
  })

  it('do not open a log that arrives when another upload is shown', async () => {
    const fake = createFakeBridge()
    fake.settle([])
    const { promise, resolve } = Promise.withResolvers<{ text: string }>()
    fake.answer('queue.log', (() => promise) as never)
    const shown = reactive({ id: 'id-1' })
    const { click, page } = await show(fake, UploadLog, shown)
    await click('Show log')
    shown.id = 'id-2'
    await flushPromises()
    resolve({ text: 'Upload id-1: POST 201' })
    await flushPromises()
    expect(page.find('pre').exists()).toBe(false)
  })

  it('show the file in its folder, where the files are on the same computer as the page', async () => {
    const { fake, click } = await opened({ state: 'paused' }, null, [], { nativeDialogs: true })
    fake.answer('queue.showFile', () => null)
    await click('Show in folder')
    expect(fake.sent('queue.showFile')).toEqual([{ id: 'id-1' }])
    unmountAll()
    expect((await opened({ state: 'paused' }, null, [], { nativeDialogs: false })).has('Show in folder')).toBe(false)
    unmountAll()
    expect((await opened({ kind: 'import', state: 'done' }, null, [], { nativeDialogs: true })).has('Show in folder')).toBe(false)
  })

  it('copy every link, and open web pages in a new tab without access to this one', async () => {
    const { click, page, said } = await opened({ state: 'done', remoteId: 'v', links })
    await click('Copy Watch link')
    await click('Copy Embed code')
    expect([copied, said()]).toEqual([
      [links.watch, links.embed],
      ['Watch link copied.', 'Embed code copied.'],
    ])
    expect(
      page
        .findAll('[aria-label="Links"] a')
        .map((one) => [one.attributes('href'), one.attributes('target'), one.attributes('rel')]),
    ).toEqual([
      [links.watch, '_blank', 'noopener noreferrer'],
      [links.hls, '_blank', 'noopener noreferrer'],
    ])
  })

  it('show a link to be copied by hand where the page has no clipboard', async () => {
    withoutClipboard()
    const { click, clipboard, said } = await opened({ state: 'done', remoteId: 'v', links })
    await click('Copy Watch link')
    expect([said(), clipboard.byHand.value]).toEqual([[], { what: 'Watch link', text: links.watch }])
  })

  it('show repeated waits in one line, with their number and start', async () => {
    const at = Date.now()
    const problem = failure('network.offline')
    const { page } = await opened({ state: 'waiting' }, null, [
      { at: at - 60_000, event: 'add', state: 'queued', bytes: null, failure: null },
      { at, firstAt: at - 50_000, times: 12, event: 'wait', state: 'waiting', bytes: 2_000_000, failure: problem },
    ])
    const lines = page.findAll('ol li span').map((one) => one.text())
    expect(lines[0]).toMatch(/^Waiting: No network, 12 times since .*\d\d:\d\d, at 2/)
    expect(lines[1]).toBe('Added to the queue')
  })

  it('show the progress of the host, in its own text and for each quality', async () => {
    const { page } = await opened({ state: 'processing', remoteId: 'v', processing: { ...aProcessing, warning: 'No sound.' } })
    const section = page.get('[aria-label="At the host"]')
    expect(section.get('.words').text()).toBe('inprogress, 38 %')
    expect(section.findAll('li').map((one) => one.text())).toEqual(['1080p20 %', '720p100 %'])
    expect(section.text()).toContain('No sound.')
  })

  it('poll the host on request, and show why it refuses', async () => {
    const { click, fake, said } = await opened({ state: 'processing', remoteId: 'v', processing: aProcessing })
    const refusal = { id: 'id-1', failure: failure('network.offline') }
    fake.answer('queue.refresh', () => ({ changed: 0, refused: 1, refusals: [refusal] }))
    await click('Ask the host now')
    expect([fake.sent('queue.refresh'), said()]).toEqual([[{ ids: ['id-1'] }], ['No network.']])
  })

  it('show the checksum to copy, and how many bytes were sent again', async () => {
    const sha256 = '0123456789abcdef'.repeat(4)
    const receipt = { id: 'r-1', sha256, sizeBytes: 1_000, bytesSent: 1_500_000, ...PROOF }
    const { click, page } = await opened({ state: 'done' }, receipt)
    await click('Copy SHA-256')
    expect(copied).toEqual([sha256])
    expect(page.get('[aria-label="Receipt"]').text()).toMatch(/r-1.*SHA-256.*Sent again: 1\.50 MB/)
  })

  it('show the media facts of a file, if it has any', async () => {
    const media = { ...NO_FACTS, durationSeconds: 42, width: 3840, height: 2160, videoCodec: 'ProRes 422 HQ', reel: 'A003' }
    const { page } = await opened({ media })
    const shown = page.findAll('dt').map((name, index) => [name.text(), page.findAll('dd')[index]?.text()])
    expect(shown).toEqual(
      expect.arrayContaining([
        ['Duration', '0:42'],
        ['Resolution', '3840 × 2160 (UHD)'],
        ['Codec', 'ProRes 422 HQ'],
        ['Reel', 'A003'],
      ]),
    )
    unmountAll()
    const { page: silent } = await opened({ media: NO_FACTS })
    expect(silent.findAll('dt').map((name) => name.text())).not.toContain('Duration')
  })

  const listed = { list: '/card/ascmhl/0001_A001.mhl', format: 'xxh64', value: '629381bc599830cf' } as const

  it('show that a file matches the hash made at offload, and in which list', async () => {
    const { page } = await opened({ state: 'done', offload: { result: 'matches', ...listed, note: null } })
    const section = page.get('[aria-label="Offload"]')
    expect(section.get('p').text()).toBe('Matches the hash made at offload (XXH64, 0001_A001.mhl)')
    expect(section.findAll('dd').map((one) => one.text())).toEqual([listed.list, listed.value])
    expect(section.findAll('button')).toEqual([])
  })

  it('show why the hash made at offload could not be compared', async () => {
    const note = failure('list.doctype', { path: '/card/day.mhl' })
    const { page } = await opened({ state: 'done', offload: { result: 'unclear', note } })
    expect(page.get('[aria-label="Offload"]').text()).toContain('/card/day.mhl begins with a DOCTYPE')
  })

  it('offer both choices for a file that differs from its offload, with both hashes', async () => {
    const { asked, click, page } = await opened({
      state: 'needs-attention',
      failure: failure('file.notAsOffloaded', { path: '/card/a.mov' }),
      offload: { result: 'differs', ...listed, found: 'f'.repeat(16), acceptedAt: null },
    })
    expect(page.findAll('[aria-label="Offload"] dd').map((one) => one.text())).toEqual([
      listed.list,
      listed.value,
      'f'.repeat(16),
    ])
    await click('Send new copy')
    await click('Send as it is')
    expect(asked).toEqual(['retry', 'sendAsIs'])
  })

  it('show that a file that was sent as it is differs, without further choices', async () => {
    const { page } = await opened({
      state: 'done',
      offload: { result: 'differs', ...listed, found: 'f'.repeat(16), acceptedAt: 1 },
    })
    const section = page.get('[aria-label="Offload"]')
    expect(section.text()).toContain('Sent as it is, and differs from the hash made at offload')
    expect(section.findAll('button')).toEqual([])
  })

  it('show what is proved, and differences at the host', async () => {
    const { page } = await opened(
      { state: 'done' },
      {
        id: 'r-1',
        sha256: null,
        sizeBytes: 1_000,
        bytesSent: 1_000,
        durationSeconds: 3_492,
        proof: ['accepted', 'size confirmed by host'],
        reported: { sizeBytes: 1_000, durationSeconds: 760, wholeSeconds: false, sha256: null },
      },
    )
    const items = page.findAll('[aria-label="Proved"] li').map((item) => item.text())
    expect(items).toEqual(['Accepted', 'Size confirmed by host'])
    expect(page.get('[aria-label="Receipt"]').text()).toContain('host has 12:40, the file is 58:12')
  })

  it('save the receipt as a page; as a PDF in the desktop app alone, once at a time', async () => {
    const whole = aReceipt('/clips/clip1.mp4')
    const { click, has } = await opened({ state: 'done' }, whole)
    const saved = catchDownloads()
    await click('Save receipt…')
    expect(saved.map(({ name }) => name)).toEqual(['clip1.mp4 receipt.html'])
    expect(await saved[0]?.blob.text()).toContain(whole.sha256)
    expect(has('Save as PDF…')).toBe(false)
    unmountAll()

    const app = await opened({ state: 'done' }, whole, [], { host: 'electron' })
    const answers: ((value: { saved: boolean }) => void)[] = []
    app.fake.answer('receipts.savePdf', () => new Promise((resolve) => answers.push(resolve)))
    await app.click('Save as PDF…')
    await app.click('Save as PDF…')
    expect(app.fake.sent('receipts.savePdf')).toEqual([{ of: { uploadId: whole.uploadId }, title: 'clip1.mp4' }])
    answers[0]?.({ saved: true })
    await flushPromises()
    expect(app.said()).toEqual(['The receipt of clip1.mp4 was saved'])
  })

  it('show no checksum where the receipt has none, and no receipt where there is none', async () => {
    const old = await opened({ state: 'done' }, { id: 'r-1', sha256: null, sizeBytes: 1_000, bytesSent: 1_000, ...PROOF })
    expect([old.page.find('[aria-label="Receipt"]').exists(), old.has('Copy SHA-256')]).toEqual([true, false])
    unmountAll()
    const none = await opened({ state: 'uploading' })
    expect(none.page.find('[aria-label="Receipt"]').exists()).toBe(false)
  })

  it('name the link that is copied from, and no folder', async () => {
    const { page } = await opened({ kind: 'import', name: 'b.mp4', path: 'https://a.test/b.mp4?…', state: 'queued' })
    expect(page.findAll('dt').map((one) => one.text())).toContain('Link')
    expect(page.findAll('dt').map((one) => one.text())).not.toContain('Folder')
    expect(page.get('dd').text()).toBe('https://a.test/b.mp4?…')
  })
})

describe('title and options of an upload', () => {
  afterEach(unmountAll)
  const labels = (page: Awaited<ReturnType<typeof opened>>['page']) =>
    page.findAll('[role=dialog] label').map((one) => one.text())

  it('can all be changed before the host has created anything, and only changes are sent', async () => {
    const { click, enter, page, fake, said } = await opened({ options: { watermark: 'w1' } })
    await click('Change title or options…')
    expect(labels(page)).toEqual(['Title', 'Only with signed links', 'Allowed sites', 'Thumbnail at', 'Delete on', 'Watermark'])
    await enter('Title', 'Final')
    await enter('Watermark', '')
    await click('Save')
    expect(fake.sent('queue.update')).toEqual([{ id: 'id-1', title: 'Final', options: { watermark: '' } }])
    expect(said()).toEqual(['“Final” changed.'])
  })

  it('can be changed afterwards as far as the host allows it', async () => {
    const { click, page } = await opened({ state: 'done', remoteId: 'v', options: { watermark: 'w1' } })
    await click('Change title or options…')
    expect(labels(page)).toEqual(['Title', 'Only with signed links', 'Allowed sites', 'Delete on'])
  })

  it('stay as entered when the host refuses, with its message', async () => {
    const { click, enter, field, page, fake } = await opened({ state: 'done', remoteId: 'v' })
    fake.answer('queue.update', () => {
      throw new FailureError(failure('server.rejected', { host: 'v.test', status: 400 }, { detail: 'too long' }))
    })
    await click('Change title or options…')
    await enter('Title', 'Final')
    await click('Save')
    expect(page.get('[role=alert]').text()).toContain('too long')
    expect(field('Title').element.value).toBe('Final')
  })

  it('are not offered where the host allows no change', async () => {
    const { has } = await opened({ provider: 'tus', state: 'done', uploadUrl: 'https://h.test/1' })
    expect(has('Change title or options…')).toBe(false)
  })
})

describe('copying by hand', () => {
  afterEach(unmountAll)

  it('shows the text in a field, and closes', async () => {
    withoutClipboard()
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    const { clipboard, click, page } = await show(fake, CopyByHand)
    await clipboard.copy('https://v.test/1', 'Watch link')
    await flushPromises()
    expect(page.get('textarea').element.value).toBe('https://v.test/1')
    await click('Close')
    expect(clipboard.byHand.value).toBeNull()
  })
})
