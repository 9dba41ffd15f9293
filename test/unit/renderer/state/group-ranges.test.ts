import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { QueuePage } from '../../../../src-main/contract/outcomes.ts'
import type { Grouping } from '../../../../src-main/contract/queue-groups.ts'
import { useSelection } from '../../../../src-renderer/composables/use-selection.ts'
import { createNotices } from '../../../../src-renderer/state/notices.ts'
import { createPreferences } from '../../../../src-renderer/state/preferences.ts'
import { createQueue } from '../../../../src-renderer/state/queue.ts'
import { aGroup } from '../../../support/a-group.ts'
import { createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'

/** Clips of each group; the number of a clip is its place in the order of the queue. */
type Groups = Readonly<Record<string, readonly number[]>>
const INTERLEAVED: Groups = { a: [0, 3, 6], b: [1, 4], c: [2, 5, 7] }

/** A part of the lines of the list in groups, as the host answers it. */
function pageOf(groups: Groups, { closed }: Pick<Grouping, 'closed'>, offset: number, limit: number): QueuePage {
  const all = Object.entries(groups).flatMap(([id, clips]) => {
    const isOpen = !closed.includes(id)
    const group = aGroup({ id, clips: clips.length, shown: clips.length, isOpen })
    return [{ group, clip: null }, ...(isOpen ? clips : []).map((clip) => ({ group, clip }))]
  })
  const part = all.slice(offset, offset + limit)
  const above = part[0]?.clip === null ? null : (part[0]?.group ?? null)
  return {
    revision: 1,
    total: Object.values(groups).flat().length,
    offset,
    rows: part.flatMap(({ clip }) => (clip === null ? [] : viewOf(clip))),
    summary: emptySummary,
    grouped: {
      lines: all.length,
      headers: part.flatMap(({ group, clip }, at) => (clip === null ? { line: offset + at, group } : [])),
      headerLines: all.flatMap(({ clip }, line) => (clip === null ? line : [])),
      above,
    },
  }
}

async function listOf(groups: Groups, closed: readonly string[] = []) {
  const fake = createFakeBridge()
  type Asked = { readonly grouping: Grouping; readonly offset: number; readonly limit: number }
  fake.answer('queue.page', (({ grouping, offset, limit }: Asked) => pageOf(groups, grouping, offset, limit)) as never)
  fake.answer('queue.groups', () => [])
  const preferences = createPreferences({ getItem: () => null, setItem: () => {} })
  for (const id of closed) preferences.setOpen(id, false)
  const queue = createQueue(fake.bridge, preferences)
  await flushPromises()
  const notices = createNotices()
  const selection = useSelection(queue, notices)
  return {
    queue,
    selection,
    selected: () => selection.selection(),
    said: () => notices.list.value.map(({ title }) => title),
  }
}

const ids = (...clips: readonly number[]) => ({ ids: clips.map((clip) => `id-${clip}`) })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a range over several groups', () => {
  it('is what is shown between its ends, whatever the order of the queue, from either end', async () => {
    const { selection, selected } = await listOf(INTERLEAVED)
    // a 0 3 6, b 1 4, c 2 5 7: from the second clip of `a` to the first of `c`.
    selection.only(2)
    await selection.extendTo(8)
    expect(selected()).toEqual(ids(3, 6, 1, 4, 2))
    selection.only(8)
    await selection.extendTo(2)
    expect(selected()).toEqual(ids(3, 6, 1, 4, 2))
  })

  it('leaves out what a closed group hides, and goes on behind it', async () => {
    const { selection, selected } = await listOf(INTERLEAVED, ['b'])
    selection.only(2)
    await selection.extendTo(6)
    expect(selected()).toEqual(ids(3, 6, 2))
  })

  it('can begin and end at a header, which is not selected itself', async () => {
    const { selection, selected, said } = await listOf(INTERLEAVED, ['c'])
    selection.only(1)
    await selection.extendTo(4)
    expect(selected()).toEqual(ids(0, 3, 6))
    await selection.extendTo(7)
    expect(selected()).toEqual(ids(0, 3, 6, 1, 4))
    selection.only(4)
    expect(selected()).toBeNull()
    await selection.extendTo(6)
    expect(selected()).toEqual(ids(1, 4))
    await selection.extendTo(4)
    await selection.extendTo(3)
    expect([selected(), said()]).toEqual([ids(6), []])
  })

  it('begins with the row that was clicked, also when a group above has closed since', async () => {
    const { queue, selection, selected, said } = await listOf(INTERLEAVED)
    selection.only(5)
    await queue.setOpen('a', false)
    await selection.extendTo(5)
    expect([selected(), said()]).toEqual([ids(1, 4, 2), []])
  })

  it('keeps the order of the list for what is far away and not loaded any more', async () => {
    const many = Array.from({ length: 15_000 }, (_, clip) => clip)
    const { queue, selection, selected } = await listOf({
      a: many.filter((clip) => clip % 2 === 0),
      b: many.filter((clip) => clip % 2 === 1),
    })
    // The header of `b` is at line 7,501.
    selection.only(7_500)
    await flushPromises()
    queue.setVisible(7_450, 7_520)
    await flushPromises()
    selection.only(7_498)
    await selection.extendTo(8_100)
    selection.toggle(7_500)
    for (let at = 7_000; at >= 0; at -= 100) {
      queue.setVisible(at, at + 20)
      await flushPromises()
    }
    expect(queue.indexOfRow('id-1')).toBeNull()
    const expected = [14_994, 14_996, ...Array.from({ length: 599 }, (_, at) => 2 * at + 1)]
    expect(selected()).toEqual(ids(...expected))
  })
})
