import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Measure } from '../../../../src-main/contract/queue/measure.ts'
import type { UploadView } from '../../../../src-main/contract/queue/upload.ts'
import SelectionBar from '../../../../src-renderer/components/queue/SelectionBar.vue'
import { useCopyPaths } from '../../../../src-renderer/composables/queue/use-copy-paths.ts'
import { useQueueActions } from '../../../../src-renderer/composables/queue/use-queue-actions.ts'
import { type RowSelection, useSelection } from '../../../../src-renderer/composables/queue/use-selection.ts'
import { useState } from '../../../../src-renderer/state/inject.ts'
import type { Queue } from '../../../../src-renderer/state/queue.ts'
import { anAccount, createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'

const ROWS = 5_000
const fine = { changed: ROWS, refused: 0, refusals: [] }
const task = expect.any(String)
const all = { group: 'all', search: '' }

/** Half of them sent, half of the others begun; only the first page is loaded. */
const rows = Array.from({ length: ROWS }, (_, index) =>
  viewOf(
    index,
    index % 2 === 0
      ? { state: 'done', remoteId: 'v' }
      : { state: 'paused', acceptedBytes: index % 4 === 1 ? 500 : 0, inFlightBytes: 0 },
  ),
)

async function queueOf(list: readonly UploadView[] = rows) {
  const fake = createFakeBridge()
  fake.serve(list)
  fake.settle([anAccount()])
  for (const verb of ['pause', 'cancel', 'remove', 'move', 'prioritise']) fake.answer(`queue.${verb}`, () => fine)
  let parts:
    | {
        queue: Queue
        selection: RowSelection
        actions: ReturnType<typeof useQueueActions>
        copy: ReturnType<typeof useCopyPaths>
      }
    | undefined
  const Host = defineComponent({
    setup() {
      const { queue, notices } = useState()
      const selection = useSelection(queue, notices)
      const actions = useQueueActions(selection, () => {})
      parts = { queue, selection, actions, copy: useCopyPaths() }
      return () => h(SelectionBar, { selection, actions })
    },
  })
  const view = await show(fake, Host)
  if (!parts) throw new Error('not mounted')
  return { fake, ...view, ...parts }
}

afterEach(unmountAll)

describe('a selection of everything that a filter shows', () => {
  it('is paused, moved and given a priority by its description, not by the loaded rows', async () => {
    const { fake, selection, actions } = await queueOf()
    selection.all()
    selection.toggle(3)
    actions.ask('pause')
    await actions.move('top')
    await actions.prioritise(1)
    const target = { filter: all, except: ['id-3'], task }
    expect(fake.sent('queue.pause')).toEqual([target])
    expect(fake.sent('queue.move')).toEqual([{ ...target, to: 'top' }])
    expect(fake.sent('queue.prioritise')).toEqual([{ ...target, priority: 1 }])
  })

  it.each(['cancel', 'remove'] as const)('is passed to %s without a question, because that can be undone', async (verb) => {
    const { fake, selection, actions } = await queueOf()
    selection.all()
    actions.ask(verb)
    await flushPromises()
    expect(actions.question.value).toBeNull()
    expect(fake.sent(`queue.${verb}`)).toEqual([{ filter: all, task, undoable: true }])
    expect(selection.count.value).toBe(verb === 'remove' ? 0 : ROWS)
  })

  it('is started over after a question with the figures of the host, because that deletes there at once', async () => {
    const { fake, selection, actions } = await queueOf()
    fake.answer('queue.startOver', () => fine)
    selection.all()
    actions.ask('startOver')
    actions.ask('startOver')
    await flushPromises()
    expect(fake.sent('queue.startOver')).toEqual([])
    expect(fake.sent('queue.measure').filter((one) => 'filter' in (one as object))).not.toHaveLength(0)
    const { title, lines, confirm } = actions.question.value ?? { title: '', lines: [], confirm: () => {} }
    expect(title).toBe('Start 2,500 uploads over?')
    expect(lines).toEqual(['The 625 kB that were already sent will be deleted at the host and sent again.'])
    // Whatever is selected by the time of the answer.
    selection.only(7)
    confirm()
    await flushPromises()
    expect(fake.sent('queue.startOver')).toEqual([{ filter: all, task }])
    expect(selection.selection()).toEqual({ ids: ['id-7'] })
  })

  it('is not changed when the host cannot measure it', async () => {
    const { fake, selection, actions, said } = await queueOf()
    fake.answer('queue.startOver', () => fine)
    selection.all()
    fake.answer('queue.measure', () => {
      throw new Error('gone')
    })
    actions.ask('startOver')
    await flushPromises()
    expect([actions.question.value, fake.sent('queue.startOver'), said().length]).toEqual([null, [], 1])
  })

  it('copies all of its paths, read page by page and in order', async () => {
    const written = catchClipboard()
    const { fake, selection, copy } = await queueOf()
    selection.all()
    fake.answer('queue.paths', (({ after = '0' }: { after?: string }) => ({
      rows: rows.slice(Number(after), Number(after) + 1_000),
      next: Number(after) + 1_000 < ROWS ? String(Number(after) + 1_000) : null,
    })) as never)
    await copy(selection)
    expect([written[0]?.split('\n').length, written[0]?.endsWith('/clips/clip4999.mp4')]).toEqual([ROWS, true])
  })

  it('copies links for imports, and the notice names them as links', async () => {
    catchClipboard()
    const { fake, selection, copy, said } = await queueOf([viewOf(0, { kind: 'import' }), viewOf(1)])
    fake.answer('queue.paths', () => ({ rows: [{ id: 'id-0', path: 'https://a.test/1.mp4' }], next: null }))
    selection.only(0)
    await copy(selection)
    expect(said()).toEqual(['Source link copied.'])
  })

  it('shows in the bar that everything is selected, and offers the actions that the host reports', async () => {
    const { selection, page, has } = await queueOf(rows.filter(({ state }) => state === 'done'))
    selection.all()
    await new Promise((resolve) => setTimeout(resolve, 60))
    await flushPromises()
    expect(page.get('[role=toolbar]').text()).toContain('All 2,500 selected')
    expect(['Pause', 'Cancel', 'Remove'].map(has)).toEqual([false, false, true])
  })

  it('shows in the bar how many are selected without the exceptions, as the host counts them', async () => {
    const { fake, selection, page } = await queueOf()
    const bar = () => page.get('[role=toolbar]').text()
    const settled = async () => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      await flushPromises()
    }
    selection.all()
    selection.toggle(3)
    selection.toggle(5)
    await settled()
    expect(bar()).toContain('4,998 selected')
    expect(bar()).not.toContain('All')
    // One of the two is not what the filter shows any more.
    const measured = (await fake.bridge.request('queue.measure', { filter: {} })) as Measure
    fake.answer('queue.measure', () => ({ ...measured, uploads: 4_999 }))
    selection.toggle(7)
    await settled()
    expect(bar()).toContain('4,999 selected')
  })
})

describe('rows that are selected one by one', () => {
  it('are moved and copied in the order of the list, not of the selection', async () => {
    const { fake, selection, actions, copy } = await queueOf()
    catchClipboard()
    fake.answer('queue.paths', () => ({ rows: [], next: null }))
    selection.only(5)
    selection.toggle(2)
    await actions.move('top')
    await copy(selection)
    expect(fake.sent('queue.move')).toEqual([{ ids: ['id-2', 'id-5'], to: 'top', task }])
    expect(fake.sent('queue.paths')).toEqual([{ ids: ['id-2', 'id-5'] }])
    expect(selection.rows.value.map(({ id }) => id)).toEqual(['id-2', 'id-5'])
  })

  it('are so after their pages were dropped', async () => {
    const { fake, queue, selection } = await queueOf(Array.from({ length: 8_000 }, (_, index) => viewOf(index)))
    queue.setVisible(7_900, 7_910)
    await flushPromises()
    selection.toggle(7_905)
    queue.setVisible(0, 10)
    await flushPromises()
    selection.toggle(2)
    for (let first = 0; first < 7_000; first += 100) {
      queue.setVisible(first, first + 10)
      await flushPromises()
    }
    expect(queue.rowAt(2)).toBeNull()
    expect(selection.selection()).toEqual({ ids: ['id-2', 'id-7905'] })
    expect(fake.sent('queue.page').length).toBeGreaterThan(60)
  })
})

describe('a row that is clicked first', () => {
  it('is in the order of the list with one that is selected far away', async () => {
    const { queue, selection } = await queueOf(Array.from({ length: 8_000 }, (_, index) => viewOf(index)))
    selection.only(2)
    for (let first = 0; first < 7_900; first += 100) {
      queue.setVisible(first, first + 10)
      await flushPromises()
    }
    queue.setVisible(7_800, 7_810)
    await flushPromises()
    expect(queue.rowAt(2)).toBeNull()
    selection.toggle(7_805)
    expect(selection.selection()).toEqual({ ids: ['id-2', 'id-7805'] })
  })
})

describe('a row that is not loaded yet', () => {
  it('is selected once it is loaded, and until then nothing is', async () => {
    const { queue, selection } = await queueOf()
    selection.only(3)
    selection.only(4_999)
    expect([selection.selection(), selection.cursor.value]).toEqual([null, 4_999])
    queue.setVisible(4_990, 4_999)
    await flushPromises()
    expect(selection.selection()).toEqual({ ids: ['id-4999'] })
  })

  it('starts a range, loaded or not', async () => {
    const { queue, selection } = await queueOf()
    selection.only(3)
    selection.only(4_999)
    const ranges = [selection.extendTo(4_998), selection.extendTo(4_997)]
    queue.setVisible(4_990, 4_999)
    await Promise.all(ranges)
    await flushPromises()
    expect(selection.selection()).toEqual({ ids: ['id-4997', 'id-4998', 'id-4999'] })
  })

  it('is not selected when another row was selected meanwhile', async () => {
    const { queue, selection } = await queueOf()
    selection.only(4_999)
    selection.only(2)
    queue.setVisible(4_990, 4_999)
    await flushPromises()
    expect(selection.selection()).toEqual({ ids: ['id-2'] })
  })
})

describe('a row of an outdated list', () => {
  it('is neither selected nor removed while another filter is loading', async () => {
    const { fake, queue, selection, actions } = await queueOf()
    const answer = Promise.withResolvers<unknown>()
    fake.answer('queue.page', () => answer.promise)
    void queue.show({ search: 'new' })
    await flushPromises()
    expect(queue.rowAt(0)?.id).toBe('id-0')
    for (const pick of [selection.only, selection.toggle, selection.extendTo]) {
      await pick(0)
      actions.ask('remove')
      await flushPromises()
      expect([selection.selection(), selection.cursor.value]).toEqual([null, -1])
    }
    answer.resolve({ revision: 1, total: 1, offset: 0, rows: [viewOf(7)], summary: emptySummary })
    await flushPromises()
    expect([selection.selection(), fake.sent('queue.remove')]).toEqual([null, []])
    selection.only(0)
    expect(selection.selection()).toEqual({ ids: ['id-7'] })
  })
})

describe('a row at the edge of the loaded pages', () => {
  it('is not moved to the bottom when its next neighbour is not loaded yet', async () => {
    const { fake, selection, actions } = await queueOf()
    // The first page ends with row 99; what follows was not looked at.
    selection.only(98)
    actions.shift(1)
    await flushPromises()
    expect(fake.sent('queue.move')).toEqual([])
    selection.only(50)
    actions.shift(1)
    await flushPromises()
    expect(fake.sent('queue.move')).toEqual([{ ids: ['id-50'], to: { before: 'id-52' }, task }])
  })
})
