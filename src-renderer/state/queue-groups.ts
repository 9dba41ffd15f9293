/**
 * @file The groups of the queue that are on loaded pages. Their figures come with the pages; those on the screen are asked for again at most once
 * a second while something changes; lines are read again only when a group opens, closes, comes or goes.
 */
import { type Grouping, MOST_GROUPS_NAMED, type QueueGroup } from '@contract/queue-groups.ts'
import type { QueueFilter } from '@contract/selection.ts'
import { computed, type Ref, shallowReactive } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import type { Preferences } from './preferences.ts'

const REFRESH_MS = 1_000
/** Groups that are asked for at once: more headers are on no screen. */
const MOST_ASKED = 100
/** Groups that stay open because they were open once: the list does not fold up under somebody's eyes. */
const MOST_KEPT_OPEN = 500
const MOST_KNOWN = 2_000

export function createGroups(
  bridge: Bridge,
  {
    filter,
    preferences,
    ids,
    changed,
  }: {
    filter: Readonly<Ref<QueueFilter>>
    preferences: Pick<Preferences, 'look'>
    /** The groups of the lines on the screen. */
    ids: () => readonly string[]
    /** The lines are others than before. */
    changed: () => void
  },
) {
  const known = shallowReactive(new Map<string, QueueGroup>())
  const seenOpen = new Set<string>()
  let timer: number | undefined

  /** What came together and nothing else is under its own head already. */
  const isGrouped = computed(() => preferences.look.value.isGrouped && filter.value.batchId === undefined)

  function asked(): Grouping {
    const { opened, closed } = preferences.look.value
    const isClosed = new Set(closed)
    return {
      opened: [...new Set([...opened, ...seenOpen])].filter((id) => !isClosed.has(id)).slice(-MOST_GROUPS_NAMED),
      closed: [...closed],
    }
  }

  function take(groups: readonly QueueGroup[]): void {
    if (known.size > MOST_KNOWN) known.clear()
    for (const group of groups) {
      known.set(group.id, group)
      if (group.isOpen && seenOpen.size < MOST_KEPT_OPEN) seenOpen.add(group.id)
    }
  }

  async function refresh(): Promise<void> {
    timer = undefined
    const wanted = [...new Set(ids())].slice(0, MOST_ASKED)
    if (!isGrouped.value || wanted.length === 0) return
    // The banner reports a lost connection; what is shown stays.
    const answer = await bridge
      .request('queue.groups', { filter: filter.value, grouping: asked(), ids: wanted })
      .catch(() => null)
    if (answer === null) return
    const isMoved = answer.length < wanted.length || answer.some((group) => isElsewhere(known.get(group.id), group))
    take(answer)
    if (isMoved) changed()
  }

  return {
    /** What a page is asked for in; `null` for the order of the queue alone. */
    grouping: (): Grouping | null => (isGrouped.value ? asked() : null),
    get: (id: string): QueueGroup | null => known.get(id) ?? null,
    take,
    refreshSoon(): void {
      if (timer !== undefined || !isGrouped.value) return
      timer = window.setTimeout(() => void refresh(), REFRESH_MS)
    },
  }
}

function isElsewhere(before: QueueGroup | undefined, now: QueueGroup): boolean {
  return before !== undefined && (before.isOpen !== now.isOpen || (now.isOpen && before.shown !== now.shown))
}
