/**
 * @file A mirror of the host’s queue: the pages around what is visible, kept up to date by deltas. It decides nothing, as the host owns the
 * queue. A delta that is older than a loaded page is dropped.
 */
import type { QueueDelta } from '@contract/events.ts'
import type { Action } from '@contract/queue/actions.ts'
import type { QueuePage } from '@contract/queue/outcomes.ts'
import type { QueueFilter, Selection } from '@contract/queue/selection.ts'
import { groupOf, type Priority, type QueueSummary, type UploadView } from '@contract/queue/upload.ts'
import type { Input } from '@contract/requests.ts'
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
const MAX_DELTAS = 50

export type Queue = ReturnType<typeof createQueue>

export function createQueue(bridge: Bridge, preferences: Pick<Preferences, 'look' | 'setOpen'>) {
  const filter = shallowRef<QueueFilter>({ group: 'all', search: '' })
  /** Uploads in the whole queue, whatever the filter. */
  const summary = shallowRef<QueueSummary | null>(null)
  /** Whether the host has answered at least once. */
  const loaded = shallowRef(false)
  let isRetained: (id: string) => boolean = () => false
  /** Retained rows of evicted pages. */
  const retained = shallowReactive(new Map<string, { readonly row: UploadView; readonly revision: number }>())
  /** The last deltas, to be applied to pages that were read before them and arrive after them. */
  let recentDeltas: QueueDelta[] = []
  const readListeners = new Set<(rows: readonly UploadView[], summary: QueueSummary | null) => void>()

  /** Clips that the filter shows, in open and in closed groups. */
  const clips = shallowRef(0)
  /** The indices of all headers, from the newest page. */
  const headerLines = shallowRef<readonly number[] | null>([])
  const groups = createGroups(bridge, {
    filter,
    preferences,
    ids: () => pages.onScreen().flatMap(({ groupId }) => groupId ?? []),
    onLinesMoved: () => pages.rereadSoon(REREAD_MS),
  })

  const pages = createPages<Line, LinePage>(
    PAGE_ROWS,
    async (offset, limit) => linesOf(await readPage(filter.value, offset, limit)),
    { transform: withRecentDeltas, onEvicted: retainRows },
  )
  const clipsOf = (page: LinePage): UploadView[] => page.rows.flatMap((line) => (line.kind === 'clip' ? line.row : []))
  /** Loaded and retained rows, by id. */
  const rows = computed(() => {
    const found = new Map<string, UploadView>([...retained].map(([id, { row }]) => [id, row]))
    for (const page of pages.loadedPages()) for (const row of clipsOf(page)) found.set(row.id, row)
    return found
  })
  const indices = computed(() => new Map(pages.indexed().map(([index, { id }]) => [id, index])))

  async function readPage(wanted: QueueFilter, offset: number, limit: number): Promise<QueuePage> {
    const grouping = groups.grouping()
    const page = await bridge.request('queue.page', { filter: wanted, ...(grouping ? { grouping } : {}), offset, limit })
    loaded.value = true
    if ((recentDeltas.at(-1)?.revision ?? -1) <= page.revision) summary.value = page.summary
    return page
  }

  const readLines = async (wanted: QueueFilter, offset: number, limit: number): Promise<readonly Line[]> =>
    linesOf(await readPage(wanted, offset, limit)).rows

  function withRecentDeltas(read: LinePage): LinePage {
    clips.value = read.clips
    if (!isSame(headerLines.value, read.headerLines)) headerLines.value = read.headerLines
    groups.store(read.groups)
    const page = recentDeltas.reduce(withDelta, read)
    for (const listener of readListeners) listener(clipsOf(page), summary.value)
    return page
  }

  function retainRows(page: LinePage): void {
    for (const row of clipsOf(page)) if (isRetained(row.id)) retained.set(row.id, { row, revision: page.revision })
  }

  function releaseRows(): void {
    for (const id of [...retained.keys()]) if (!isRetained(id)) retained.delete(id)
  }

  function apply(delta: QueueDelta): void {
    summary.value = delta.summary
    recentDeltas = [...recentDeltas.slice(1 - MAX_DELTAS), delta]
    const haveRowsMoved = delta.reread || delta.upserted.some(mayHaveMoved)
    if (delta.upserted.length > 0 || delta.reread) groups.refreshSoon()
    if (delta.upserted.length > 0) {
      pages.change((page) => withDelta(page, delta))
      for (const row of delta.upserted) {
        const before = retained.get(row.id)
        if (before && before.revision < delta.revision) retained.set(row.id, { row, revision: delta.revision })
      }
    }
    if (haveRowsMoved) pages.rereadSoon(REREAD_MS, releaseRows)
  }

  /** Whether a changed row may have entered or left what the filter shows. */
  function mayHaveMoved(row: UploadView): boolean {
    if (filter.value.group === 'all') return false
    const before = rows.value.get(row.id)
    return before === undefined || groupOf(before.state) !== groupOf(row.state)
  }

  const indexOfRow = (id: string): number | null => indices.value.get(id) ?? null

  function setOpen(id: string, isOpen: boolean): Promise<void> {
    preferences.setOpen(id, isOpen)
    groups.setOpen(id, isOpen)
    return pages.reread()
  }

  /** As `indexOfRow`, but opens the group of the row if a person has closed it. */
  async function indexOpened({ id, batchId }: Pick<UploadView, 'id' | 'batchId'>): Promise<number | null> {
    const closed = pages.indexed().flatMap(([, line]) => {
      const group = line.kind === 'group' ? groups.get(line.groupId) : null
      return group && !group.isOpen ? group : []
    })
    const own = closed.filter((group) => group.id === batchId)
    // Clips that were added one by one are in the group of a day.
    for (const group of own.length > 0 ? own : closed.filter(({ kind }) => kind === 'day')) {
      if (indexOfRow(id) !== null) break
      await setOpen(group.id, true)
    }
    return indexOfRow(id)
  }

  bridge.on('queue.changed', apply)
  bridge.onConnect(() => {
    // A restarted host counts its revisions from the beginning.
    recentDeltas = []
    pages.change((page) => ({ ...page, revision: -1 }))
    for (const [id, { row }] of [...retained]) retained.set(id, { row, revision: -1 })
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
    /** A group, if it is on a loaded page. */
    group: groups.get,
    setOpen,
    indexOpened,
    /** Reads the list again after grouping was switched on or off. */
    regroup: (): Promise<void> => pages.restart(),
    setVisible: pages.setVisible,
    /** Whether the rows are those of the former filter: shown for a moment, and not selectable. */
    areRowsOutdated: pages.areOutdated,
    row: (id: string): UploadView | null => rows.value.get(id) ?? null,
    /** The index of a row in the list, or `null` where its page is not loaded. */
    indexOfRow,

    /** Sets which rows stay loaded when they are far from the screen, such as selected ones. */
    retain(predicate: (id: string) => boolean): void {
      isRetained = predicate
    },

    /** Changes the filter. Resolves when the first page is loaded, or could not be read. */
    show(change: Partial<QueueFilter>): Promise<void> {
      filter.value = { ...filter.value, ...change }
      releaseRows()
      return pages.restart()
    },

    /** The row at an index, which is read when its page is not loaded. */
    async readRowAt(index: number): Promise<UploadView | null> {
      const line = pages.rowAt(index) ?? (await readLines(filter.value, index, 1))[0]
      return line?.kind === 'clip' ? line.row : null
    },
    /** The ids between two rows, both included, in the order of the list; `null` when the list keeps changing. */
    async idsBetween(anchor: RowPosition, end: RowPosition): Promise<readonly string[] | null> {
      const wanted = filter.value
      const ids =
        loadedIdsBetween(pages.rowsAt, anchor, end) ??
        (await idsBetween((offset, limit) => readLines(wanted, offset, limit), anchor, end))
      return ids?.filter((id) => isClip({ id })) ?? null
    },

    /** Calls the listener with the loaded rows at once, then with the rows of each page that is read, and with the current summary. */
    onRead(listener: (rows: readonly UploadView[], summary: QueueSummary | null) => void): () => void {
      readListeners.add(listener)
      listener([...rows.value.values()], summary.value)
      return () => void readListeners.delete(listener)
    },

    /** Calls the listener with the ids of removed rows, as far as the host names them. */
    onRemoved: (listener: (ids: readonly string[]) => void) =>
      bridge.on('queue.changed', ({ removed }) => {
        if (removed.length > 0) listener(removed)
      }),

    /** Carries out an action for a selection of any size; the task can be followed and stopped by its id. */
    act: (action: Exclude<Action, 'cancel' | 'remove'>, selection: Selection, task: string) =>
      bridge.request(`queue.${action}`, { ...selection, task }),
    /**
     * `cancel` and `remove` can be undone for a while, and nothing is deleted before. Without `remote`, unfinished videos are deleted at
     * their hosts and finished ones stay.
     */
    cancel: (selection: Selection, task: string, remote?: 'delete' | 'keep') =>
      bridge.request('queue.cancel', { ...selection, task, undoable: true, ...(remote ? { remote } : {}) }),
    remove: (selection: Selection, task: string, remote?: 'delete' | 'keep') =>
      bridge.request('queue.remove', { ...selection, task, undoable: true, ...(remote ? { remote } : {}) }),
    move: (selection: Selection, to: Input<'queue.move'>['to'], task: string) =>
      bridge.request('queue.move', { ...selection, to, task }),
    prioritise: (selection: Selection, priority: Priority, task: string) =>
      bridge.request('queue.prioritise', { ...selection, priority, task }),
    /** The figures of a selection at this moment. */
    measure: (selection: Selection) => bridge.request('queue.measure', selection),
    paths: (selection: Selection, after: string | null) =>
      bridge.request('queue.paths', { ...selection, ...(after === null ? {} : { after }) }),
    /** Polls the providers for the processing of these uploads now. */
    refresh: (ids: readonly string[]) => bridge.request('queue.refresh', { ids: [...ids] }),
    update: (change: Input<'queue.update'>) => bridge.request('queue.update', change),
    /** Why clips need a person, most clips first. */
    causes: () => bridge.request('queue.causes', {}),
    /** The drives that clips are on. */
    drives: () => bridge.request('queue.drives', {}),
    details: (id: string) => bridge.request('queue.get', { id }),
  }
}

function isSame(before: readonly number[] | null, now: readonly number[] | null): boolean {
  if (before === null || now === null) return before === now
  return before.length === now.length && before.every((line, index) => line === now[index])
}
