/**
 * @file The groups on loaded pages of the queue. Their figures come with the pages. Those on the screen are refreshed at most once a second
 * while something changes; lines are read again only when a group opens, closes, appears or disappears.
 */
import { type Grouping, MAX_NAMED_GROUPS, type QueueGroup } from '@contract/queue/queue-groups.ts'
import type { QueueFilter } from '@contract/queue/selection.ts'
import { computed, type Ref, shallowReactive } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import type { Preferences } from './preferences.ts'

const REFRESH_MS = 1_000
/** More headers than these are on no screen. */
const MAX_REFRESHED = 100
/** Groups that stay open because they were open when they were loaded: the list does not fold up under somebody's eyes. */
const MAX_KEPT_OPEN = 500
const MAX_STORED = 2_000

export function createGroups(
  bridge: Bridge,
  {
    filter,
    preferences,
    ids,
    onLinesMoved,
  }: {
    filter: Readonly<Ref<QueueFilter>>
    preferences: Pick<Preferences, 'look'>
    /** Ids of the groups whose lines are on the screen. */
    ids: () => readonly string[]
    /** Called when groups have changed so that lines have moved. */
    onLinesMoved: () => void
  },
) {
  const stored = shallowReactive(new Map<string, QueueGroup>())
  const seenOpen = new Set<string>()
  let timer: number | undefined

  /** A list of a single batch needs no header. */
  const isGrouped = computed(() => preferences.look.value.isGrouped && filter.value.batchId === undefined)

  function grouping(): Grouping {
    const { opened, closed } = preferences.look.value
    const isClosed = new Set(closed)
    return {
      opened: [...new Set([...opened, ...seenOpen])].filter((id) => !isClosed.has(id)).slice(-MAX_NAMED_GROUPS),
      closed: [...closed],
    }
  }

  function store(groups: readonly QueueGroup[]): void {
    if (stored.size > MAX_STORED) stored.clear()
    for (const group of groups) {
      stored.set(group.id, group)
      if (group.isOpen && seenOpen.size < MAX_KEPT_OPEN) seenOpen.add(group.id)
    }
  }

  async function refresh(): Promise<void> {
    timer = undefined
    const wanted = [...new Set(ids())].slice(0, MAX_REFRESHED)
    if (!isGrouped.value || wanted.length === 0) return
    const look = preferences.look.value
    // The banner reports a lost connection; the last figures stay.
    const groups = await bridge
      .request('queue.groups', { filter: filter.value, grouping: grouping(), ids: wanted })
      .catch(() => null)
    if (groups === null) return
    // A group that was opened or closed meanwhile is what it was before in this answer.
    if (preferences.look.value !== look) return refreshSoon()
    const haveLinesMoved = groups.length < wanted.length || groups.some((group) => movesLines(stored.get(group.id), group))
    store(groups)
    if (haveLinesMoved) onLinesMoved()
  }

  function refreshSoon(): void {
    if (timer !== undefined || !isGrouped.value) return
    timer = window.setTimeout(() => void refresh(), REFRESH_MS)
  }

  return {
    /** The grouping in which pages are requested; `null` for a list without groups. */
    grouping: (): Grouping | null => (isGrouped.value ? grouping() : null),
    get: (id: string): QueueGroup | null => stored.get(id) ?? null,
    store,
    /** Shows a group as a person has just left it: its lines are read again, and until then a second click would do the same again. */
    setOpen(id: string, isOpen: boolean): void {
      const group = stored.get(id)
      if (group) stored.set(id, { ...group, isOpen })
    },
    refreshSoon,
  }
}

function movesLines(before: QueueGroup | undefined, now: QueueGroup): boolean {
  return before !== undefined && (before.isOpen !== now.isOpen || (now.isOpen && before.shown !== now.shown))
}
