import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { QueueCause } from '../../../../src-main/contract/queue/outcomes.ts'
import GroupHeader from '../../../../src-renderer/components/queue/GroupHeader.vue'
import { groupProgress, groupTime, groupTitle, groupTotals } from '../../../../src-renderer/components/queue/group-messages.ts'
import { needsLines } from '../../../../src-renderer/components/queue/needs-lines.ts'
import { columnStyles } from '../../../../src-renderer/components/queue/table-columns.ts'
import QueueView from '../../../../src-renderer/views/QueueView.vue'
import { aGroup } from '../../../support/a-group.ts'
import { anAccount, createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const NOW = new Date(2026, 10, 27, 12, 0).getTime()

beforeEach(() => window.localStorage.clear())
afterEach(() => {
  unmountAll()
  vi.restoreAllMocks()
})

describe('the texts of a group', () => {
  it('are the name of the batch, of its folder, or the day of clips that were added one by one', () => {
    expect(groupTitle(aGroup({ name: 'Card A003' }), NOW)).toBe('Card A003')
    expect(groupTitle(aGroup({ folder: 'E:\\DCIM\\100MEDIA' }), NOW)).toBe('100MEDIA')
    // A backslash is part of a name where paths begin with `/`.
    expect(groupTitle(aGroup({ folder: '/media/take 1\\2' }), NOW)).toBe('take 1\\2')
    expect(groupTitle(aGroup({ folder: null, addedAt: NOW }), NOW)).toBe('Added 12:00')
    expect(groupTitle(aGroup({ kind: 'day', addedAt: NOW }), NOW)).toBe('Added one by one today')
    expect(groupTitle(aGroup({ kind: 'day', addedAt: NOW - 86_400_000 }), NOW)).toBe('Added one by one, Thu 26 November')
  })

  it('have the number of clips, and of those that are shown', () => {
    expect(groupTotals(aGroup({ clips: 14, shown: 14, sizeBytes: 212e9 }))).toBe('14 clips · 212 GB')
    expect(groupTotals(aGroup({ clips: 14, shown: 2, sizeBytes: 0 }))).toBe('2 of 14 clips')
  })

  it('have the progress in clips and in bytes', () => {
    const group = aGroup({ clips: 14, sizeBytes: 212e9 })
    expect(groupProgress({ ...group, sent: 3, acceptedBytes: 74.9e9 })).toEqual(['3 of 14 sent', '74.9 of 212.0 GB'])
    expect(groupProgress({ ...group, sent: 14, acceptedBytes: 212e9 })).toEqual(['All sent', ''])
    // A link that the host still copies is not sent.
    expect(groupProgress({ ...group, sent: 12, processing: 2, acceptedBytes: 1 })).toEqual(['Processing at the host', ''])
    expect(groupProgress({ ...group, sent: 11, processing: 2 })[0]).toBe('11 of 14 sent')
    expect(groupProgress({ ...group, queued: 14 })).toEqual(['In line', ''])
    expect(groupProgress({ ...group, moving: 1 })[0]).toBe('Sending')
    expect(groupProgress({ ...group, needing: 14 })).toEqual(['', ''])
  })

  it('have the time of its end while it moves, the duration while it is queued, and nothing while it is stopped', () => {
    expect(groupTime(aGroup({ moving: 1, secondsLeft: 3_600 }), NOW)).toBe('Done about 13:00')
    expect(groupTime(aGroup({ moving: 1, secondsLeft: 86_400 }), NOW)).toBe('Done about Saturday 12:00')
    expect(groupTime(aGroup({ queued: 3, secondsLeft: 1_620 }), NOW)).toBe('27 min')
    expect(groupTime(aGroup({ needing: 3, secondsLeft: null }), NOW)).toBe('')
  })
})

const cause = (change: Partial<QueueCause>): QueueCause => ({
  code: 'file.changed',
  accountId: 'studio',
  clips: 3,
  sizeBytes: 30e6,
  acceptedBytes: 10e6,
  example: viewOf(1, { state: 'needs-attention', failure: failure('file.changed', { path: '/a.mov' }) }),
  ...change,
})

describe('the lines of causes that need a person', () => {
  it('are one for each cause, with the bytes that are kept and one step', () => {
    const [line] = needsLines([cause({})], [])
    expect(line).toMatchObject({ clip: null, kept: 'Studio: 3 clips, 10.0 of 30.0 MB are kept', action: 'startOver' })
    expect(needsLines([cause({ clips: 1 })], [])[0]).toMatchObject({ clip: { id: 'id-1' } })
  })

  it('begin with one for an account that needs a new sign-in, with all of its clips', () => {
    const problem = failure('account.signIn', { account: 'Studio' })
    const refused = viewOf(2, { state: 'needs-attention', failure: problem })
    const causes = [cause({}), cause({ code: 'account.signIn', clips: 2, sizeBytes: 60e6, example: refused })]
    const lines = needsLines(causes, [anAccount({ problem })])
    expect(lines.map(({ code, kept, action }) => [code, kept, action])).toEqual([
      ['account.signIn', '2 clips, 10.0 of 60.0 MB are kept', 'account'],
      ['file.changed', 'Studio: 3 clips, 10.0 of 30.0 MB are kept', 'startOver'],
    ])
  })
})

describe('the columns', () => {
  it('leave the progress and the name where they are', () => {
    expect(columnStyles([], 'comfortable')['--wide']).toBe('minmax(0, 1fr) 284px 52px')
    expect(columnStyles(['account', 'size', 'time'], 'comfortable')['--wide']).toBe('minmax(0, 1fr) 132px 72px 284px 84px 52px')
    expect(columnStyles(['account', 'size', 'time'], 'dense')['--narrow']).toBe('minmax(0, 1fr) 236px 70px 52px')
  })
})

describe('the queue', () => {
  async function withCauses(causes: readonly QueueCause[]) {
    const fake = createFakeBridge()
    fake.serve([viewOf(1, { state: 'failed', failure: failure('file.changed', { path: '/a.mov' }) })])
    fake.settle([anAccount()])
    fake.answer('queue.causes', () => causes)
    for (const action of ['retry', 'startOver']) {
      fake.answer(`queue.${action}`, () => ({ changed: 3, refused: 0, refusals: [], task: null }))
    }
    fake.answer('queue.measure', () => ({
      uploads: 3,
      sizeBytes: 1,
      counts: {},
      unfinished: { uploads: 3, sizeBytes: 1, acceptedBytes: 0 },
      accounts: [],
    }))
    const shown = await show(fake, QueueView)
    fake.report({ summary: { ...emptySummary, counts: { ...emptySummary.counts, failed: 3 } } })
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 20))
    await flushPromises()
    return { fake, ...shown }
  }

  it('shows three causes at most, and the number of others', async () => {
    const codes = ['file.changed', 'file.missing', 'file.empty', 'file.kind', 'file.tooLong'] as const
    const { page } = await withCauses(
      codes.map((code) => cause({ code, example: viewOf(1, { state: 'failed', failure: failure(code, {}) }) })),
    )
    expect(page.findAll('.causes li')).toHaveLength(3)
    expect(page.get('.causes .rest').text()).toBe('2 more reasons')
  })

  it('shows the clips of a cause without a step', async () => {
    const example = viewOf(1, { state: 'failed', failure: failure('file.tooLong', {}), accountName: 'Studio' })
    const { fake, page } = await withCauses([cause({ code: 'file.tooLong', clips: 2, example })])
    await page.get('.causes li button').trigger('click')
    await flushPromises()
    expect(fake.sent('queue.page').at(-1)).toMatchObject({ filter: { group: 'attention', search: '', accountId: 'studio' } })
  })

  it('does not show a resolved cause again', async () => {
    const { fake, page } = await withCauses([cause({})])
    const late = Promise.withResolvers<readonly QueueCause[]>()
    fake.answer('queue.causes', () => late.promise)
    fake.report({ summary: { ...emptySummary, counts: { ...emptySummary.counts, failed: 2 } } })
    await new Promise((resolve) => setTimeout(resolve, 350))
    fake.report({ summary: emptySummary })
    await flushPromises()
    late.resolve([cause({})])
    await flushPromises()
    expect(page.find('.causes').exists()).toBe(false)
  })

  const failed = { ...emptySummary, counts: { ...emptySummary.counts, failed: 3 } }
  const mended = viewOf(2, { state: 'failed', failure: failure('file.tooLong', {}) })
  const told = async (page: { findAll(selector: string): { text(): string }[] }) => {
    await new Promise((resolve) => setTimeout(resolve, 350))
    await flushPromises()
    return page.findAll('.causes b').map((one) => one.text())
  }

  it('reads the causes again when a clip failed for another reason and the counts are the same', async () => {
    const { fake, page } = await withCauses([cause({})])
    const before = await told(page)
    fake.answer('queue.causes', () => [cause({ code: 'file.tooLong', example: mended })])
    fake.report({ revision: 2, summary: failed, upserted: [viewOf(2, { state: 'queued' })] })
    expect(await told(page)).toEqual(before)
    const asked = fake.sent('queue.causes').length
    for (const revision of [3, 4, 5]) fake.report({ revision, summary: failed, upserted: [mended] })
    const after = await told(page)
    expect([after.length, after[0] === before[0], fake.sent('queue.causes').length]).toEqual([1, false, asked + 1])
  })

  it('reads the causes again when the host is back, until it is unmounted', async () => {
    const { fake, page } = await withCauses([cause({})])
    const rows = [mended]
    fake.answer('queue.page', () => ({ revision: 1, total: 1, offset: 0, rows, summary: failed, grouped: null }))
    fake.answer('queue.causes', () => {
      throw new FailureError(failure('host.gone'))
    })
    fake.report({ revision: 2, summary: { ...emptySummary, counts: { ...emptySummary.counts, failed: 4 } } })
    const before = await told(page)
    expect(before).toHaveLength(1)
    fake.answer('queue.causes', () => [cause({ code: 'file.tooLong', example: mended })])
    fake.reconnect()
    expect(await told(page)).not.toEqual(before)
    unmountAll()
    const asked = fake.sent('queue.causes').length
    fake.reconnect()
    fake.report({ revision: 9, summary: failed, upserted: [mended] })
    await told(page)
    expect(fake.sent('queue.causes')).toHaveLength(asked)
  })

  it('acts on every clip of a cause with its step', async () => {
    const example = viewOf(1, { state: 'failed', failure: failure('upload.stuck', {}), accountName: 'Studio' })
    const { fake, page } = await withCauses([cause({ code: 'upload.stuck', example })])
    await page.get('.causes li button').trigger('click')
    await flushPromises()
    const [sent] = [...fake.sent('queue.retry'), ...fake.sent('queue.startOver')]
    expect(sent).toMatchObject({ filter: { group: 'attention', accountId: 'studio', failure: 'upload.stuck' } })
  })
})

describe('an upload that is shown by a link', () => {
  it('is shown and selected, also in a group that a person has closed', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520)
    window.localStorage.setItem('reelay.queue', JSON.stringify({ closed: ['batch-1'] }))
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount()])
    const upload = viewOf(1, { batchId: 'batch-1' })
    fake.answer('queue.get', () => ({ upload, history: [], receipt: null }))
    fake.answer('queue.page', (({ grouping }: { grouping: { closed: string[] } }) => {
      const isOpen = !grouping.closed.includes('batch-1')
      const headers = [{ line: 0, group: aGroup({ clips: 1, shown: 1, isOpen }) }]
      const grouped = { lines: isOpen ? 2 : 1, headers, headerLines: [0], above: null }
      const summary = { ...emptySummary, counts: { ...emptySummary.counts, queued: 1 } }
      return { revision: 1, total: 1, offset: 0, rows: isOpen ? [upload] : [], summary, grouped }
    }) as never)
    let view: { showUpload(id: string): Promise<void> } | undefined
    const { page } = await show(fake, QueueView, {
      ref: (one: never) => {
        view = one
      },
    })
    await expect.poll(() => page.find('[role=treegrid], [role=grid]').exists()).toBe(true)
    expect(page.find('#row-id-1').exists()).toBe(false)
    await view?.showUpload('id-1')
    await expect.poll(() => page.findAll('[aria-selected=true]').map((one) => one.attributes('id'))).toEqual(['row-id-1'])
  })
})

describe('the step of a header', () => {
  const stepOf = async (canReveal: boolean, folder: string | null) => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    const { page } = await show(fake, GroupHeader, { group: aGroup({ folder }), canReveal, hasTime: true })
    const labels = page.findAll('.buttons button').map((one) => one.attributes('aria-label'))
    unmountAll()
    return labels
  }

  it('opens the folder where there is a file manager, and copies its path where there is none', async () => {
    expect(await stepOf(true, '/media/card/A003')).toEqual(['Show in folder: A003'])
    expect(await stepOf(false, '/media/card/A003')).toEqual(['Copy path of A003'])
    expect(await stepOf(true, null)).toEqual([])
  })

  it('does not fold when somebody clicks twice on its step', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    const { page } = await show(fake, GroupHeader, { group: aGroup({ folder: '/media/card' }), canReveal: true, hasTime: true })
    const folded = vi.fn()
    document.body.addEventListener('dblclick', folded)
    await page.get('.buttons button').trigger('dblclick')
    expect(folded).not.toHaveBeenCalled()
    await page.get('.what').trigger('dblclick')
    expect(folded).toHaveBeenCalledOnce()
    document.body.removeEventListener('dblclick', folded)
  })
})
