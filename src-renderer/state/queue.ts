/**
 * @file A mirror of the host’s queue: the pages around what is visible, kept up to date by deltas. The host owns the queue; nothing
 * here decides anything. A delta that is older than what a page already shows is dropped.
 */
import type { Action } from '@contract/actions.ts'
import type { QueueDelta } from '@contract/events.ts'
import type { QueuePage } from '@contract/outcomes.ts'
import type { Input } from '@contract/requests.ts'
import type { QueueFilter, Selection } from '@contract/selection.ts'
import { groupOf, type Priority, type QueueSummary, type UploadView } from '@contract/upload.ts'
import { computed, readonly, shallowReactive, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createPages } from './pages.ts'
import type { Preferences } from './preferences.ts'
import { createGroups } from './queue-groups.ts'
import { isClip, type Line, type LinePage, linesOf, withDelta } from './queue-lines.ts'
import { idsBetween, loadedIdsBetween, type RowPosition } from './range.ts'

const PAGE_ROWS = 100
const REREAD_MS = 200
/** Deltas that are kept for answers in flight; an answer that took longer is read again. */
const MOST_DELTAS = 50

export type Queue = ReturnType<typeof createQueue>

export function createQueue(bridge: Bridge, preferences: Pick<Preferences, 'look' | 'setOpen'>) {
  const filter = shallowRef<QueueFilter>({ group: 'all', search: '' })
  /** Uploads in the whole queue, whatever the filter. */
  const summary = shallowRef<QueueSummary | null>(null)
  /** Whether the host has answered at least once. */
  const loaded = shallowRef(false)
  let isNeeded: (id: string) => boolean = () => false
  /** Rows that somebody still needs although their page is far away. */
  const held = shallowReactive(new Map<string, { readonly row: UploadView; readonly revision: number }>())
  /** The last deltas: an answer that was made before one of them takes it over. */
  let recent: QueueDelta[] = []
  const readers = new Set<(rows: readonly UploadView[], summary: QueueSummary | null) => void>()

  /** Clips that the filter shows, in open and in closed groups. */
  const clips = shallowRef(0)
  /** The lines of all headers, from the newest answer. */
  const headerLines = shallowRef<readonly number[] | null>([])
  const groups = createGroups(bridge, {
    filter,
    preferences,
    ids: () => pages.onScreen().flatMap(({ groupId }) => groupId ?? []),
    changed: () => pages.rereadSoon(REREAD_MS),
  })

  const pages = createPages<Line, LinePage>(
    PAGE_ROWS,
    async (offset, limit) => linesOf(await readPage(filter.value, offset, limit)),
    { taken, forgotten },
  )
  const clipsOf = (page: LinePage): UploadView[] => page.rows.flatMap((line) => (line.kind === 'clip' ? line.row : []))
  /** What is known, by id. */
  const rows = computed(() => {
    const found = new Map<string, UploadView>([...held].map(([id, { row }]) => [id, row]))
    for (const page of pages.known()) for (const row of clipsOf(page)) found.set(row.id, row)
    return found
  })
  const indices = computed(() => new Map(pages.indexed().map(([index, { id }]) => [id, index])))

  async function readPage(asked: QueueFilter, offset: number, limit: number): Promise<QueuePage> {
    const grouping = groups.grouping()
    const page = await bridge.request('queue.page', { filter: asked, ...(grouping ? { grouping } : {}), offset, limit })
    loaded.value = true
    if ((recent.at(-1)?.revision ?? -1) <= page.revision) summary.value = page.summary
    return page
  }

  const readLines = async (asked: QueueFilter, offset: number, limit: number): Promise<readonly Line[]> =>
    linesOf(await readPage(asked, offset, limit)).rows

  function taken(found: LinePage): LinePage {
    clips.value = found.clips
    if (!isSame(headerLines.value, found.headerLines)) headerLines.value = found.headerLines
    groups.take(found.groups)
    const now = recent.reduce(withDelta, found)
    for (const reader of readers) reader(clipsOf(now), summary.value)
    return now
  }

  function forgotten(page: LinePage): void {
    for (const row of clipsOf(page)) if (isNeeded(row.id)) held.set(row.id, { row, revision: page.revision })
  }

  function forgetUnneeded(): void {
    for (const id of [...held.keys()]) if (!isNeeded(id)) held.delete(id)
  }

  function apply(delta: QueueDelta): void {
    summary.value = delta.summary
    recent = [...recent.slice(1 - MOST_DELTAS), delta]
    const moved = delta.reread || delta.upserted.some(isElsewhereNow)
    if (delta.upserted.length > 0 || delta.reread) groups.refreshSoon()
    if (delta.upserted.length > 0) {
      pages.change((page) => withDelta(page, delta))
      for (const row of delta.upserted) {
        const before = held.get(row.id)
        if (before && before.revision < delta.revision) held.set(row.id, { row, revision: delta.revision })
      }
    }
    if (!moved) return
    pages.rereadSoon(REREAD_MS, forgetUnneeded)
  }

  /** Whether a change may take a row into what the filter shows, or out of it. */
  function isElsewhereNow(row: UploadView): boolean {
    if (filter.value.group === 'all') return false
    const before = rows.value.get(row.id)
    return before === undefined || groupOf(before.state) !== groupOf(row.state)
  }

  const indexOfRow = (id: string): number | null => indices.value.get(id) ?? null

  function setOpen(id: string, isOpen: boolean): Promise<void> {
    preferences.setOpen(id, isOpen)
    return pages.reread()
  }

  /** As `indexOfRow`, but a group that a person has closed is opened for its row. */
  async function indexOpened({ id, batchId }: Pick<UploadView, 'id' | 'batchId'>): Promise<number | null> {
    const closed = pages.indexed().flatMap(([, line]) => {
      const group = line.kind === 'group' ? groups.get(line.groupId) : null
      return group && !group.isOpen ? group : []
    })
    const own = closed.filter((group) => group.id === batchId)
    // What was added one by one is in the group of a day.
    for (const group of own.length > 0 ? own : closed.filter(({ kind }) => kind === 'day')) {
      if (indexOfRow(id) !== null) break
      await setOpen(group.id, true)
    }
    return indexOfRow(id)
  }

  bridge.on('queue.changed', apply)
  bridge.onConnect(() => {
    // A host that was started anew counts its revisions from the beginning.
    recent = []
    pages.change((page) => ({ ...page, revision: -1 }))
    for (const [id, { row }] of [...held]) held.set(id, { row, revision: -1 })
    void pages.reread()
  })

  return {
    filter: readonly(filter),
    /** Clips that the filter shows. */
    total: readonly(clips),
    /** Lines of the list: headers, and the clips of open groups. */
    lines: pages.total,
    headerLines: readonly(headerLines),
    summary: readonly(summary),
    loaded: readonly(loaded),
    /** The line at an index, or `null` while it is being read. */
    lineAt: pages.rowAt,
    /** The clip at an index; `null` for a header, and while it is being read. */
    rowAt(index: number): UploadView | null {
      const line = pages.rowAt(index)
      return line?.kind === 'clip' ? line.row : null
    },
    /** A group as it is now, as far as it was read. */
    group: groups.get,
    setOpen,
    indexOpened,
    /** The list is in groups, or no longer. */
    regroup: (): Promise<void> => pages.restart(),
    setVisible: pages.setVisible,
    /** Whether the rows are those of the former filter: shown for a moment, and not selectable. */
    areRowsOutdated: pages.areOutdated,
    row: (id: string): UploadView | null => rows.value.get(id) ?? null,
    /** The index of a row in the list, or `null` where its page is not loaded. */
    indexOfRow,

    /** Rows that must stay known although they are far from the screen, such as selected ones. */
    hold(predicate: (id: string) => boolean): void {
      isNeeded = predicate
    },

    /** Answers when the beginning of what is asked for now is here, or cannot be read. */
    show(change: Partial<QueueFilter>): Promise<void> {
      filter.value = { ...filter.value, ...change }
      forgetUnneeded()
      return pages.restart()
    },

    /** The row at an index, which is read when its page is not loaded. */
    async readRowAt(index: number): Promise<UploadView | null> {
      const line = pages.rowAt(index) ?? (await readLines(filter.value, index, 1))[0]
      return line?.kind === 'clip' ? line.row : null
    },
    /** The ids between two rows, both included, in the order of the list; `null` when the list keeps changing. */
    async idsBetween(one: RowPosition, other: RowPosition): Promise<readonly string[] | null> {
      const asked = filter.value
      const ids =
        loadedIdsBetween(pages.rowsAt, one, other) ??
        (await idsBetween((offset, limit) => readLines(asked, offset, limit), one, other))
      return ids?.filter((id) => isClip({ id })) ?? null
    },

    /** Called with rows as they are read, first with those that are known, and the summary as it is now. */
    onRead(listener: (rows: readonly UploadView[], summary: QueueSummary | null) => void): () => void {
      readers.add(listener)
      listener([...rows.value.values()], summary.value)
      return () => void readers.delete(listener)
    },

    /** Called with the rows that were removed, as far as the host names them. */
    onRemoved: (listener: (ids: readonly string[]) => void) =>
      bridge.on('queue.changed', ({ removed }) => {
        if (removed.length > 0) listener(removed)
      }),

    /** Work on a selection, whatever its size; the task can be followed and stopped by its id. */
    act: (action: Exclude<Action, 'cancel' | 'remove'>, selection: Selection, task: string) =>
      bridge.request(`queue.${action}`, { ...selection, task }),
    /**
     * Both can be undone for a while, and nothing is deleted before. Without `remote` the host decides what becomes of the videos:
     * unfinished ones go, finished ones stay.
     */
    cancel: (selection: Selection, task: string, remote?: 'delete' | 'keep') =>
      bridge.request('queue.cancel', { ...selection, task, undoable: true, ...(remote ? { remote } : {}) }),
    remove: (selection: Selection, task: string, remote?: 'delete' | 'keep') =>
      bridge.request('queue.remove', { ...selection, task, undoable: true, ...(remote ? { remote } : {}) }),
    move: (selection: Selection, to: Input<'queue.move'>['to'], task: string) =>
      bridge.request('queue.move', { ...selection, to, task }),
    prioritise: (selection: Selection, priority: Priority, task: string) =>
      bridge.request('queue.prioritise', { ...selection, priority, task }),
    /** What a selection holds at this moment. */
    measure: (selection: Selection) => bridge.request('queue.measure', selection),
    paths: (selection: Selection, after: string | null) =>
      bridge.request('queue.paths', { ...selection, ...(after === null ? {} : { after }) }),
    /** Asks the host now how far it is. */
    refresh: (ids: readonly string[]) => bridge.request('queue.refresh', { ids: [...ids] }),
    update: (change: Input<'queue.update'>) => bridge.request('queue.update', change),
    /** Why clips need a person, most clips first. */
    causes: () => bridge.request('queue.causes', {}),
    /** The drives that clips are on. */
    drives: () => bridge.request('queue.drives', {}),
    details: (id: string) => bridge.request('queue.get', { id }),
  }
}

function isSame(one: readonly number[] | null, other: readonly number[] | null): boolean {
  return (
    one === other ||
    (one !== null && other !== null && one.length === other.length && one.every((at, index) => at === other[index]))
  )
}
