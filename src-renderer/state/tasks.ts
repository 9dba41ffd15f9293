/** @file A mirror of the work on many uploads: what runs, whoever began it, and what can still be undone. */
import { type TaskView, UNDO_MS } from '@contract/task.ts'
import { readonly, type ShallowRef, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Tasks = ReturnType<typeof createTasks>

export function createTasks(bridge: Bridge) {
  const list = shallowRef<readonly TaskView[]>([])
  /** Those that were stopped from this page. */
  const stopped = new Set<string>()
  /** When the time to undo ends by the clock of this page, which may differ from that of the host. */
  const undoEnds = shallowRef<ReadonlyMap<string, number>>(new Map())

  function take(found: readonly TaskView[]): void {
    const seen = new Map(list.value.map((task) => [task.id, task]))
    undoEnds.value = new Map(
      found.flatMap(({ id, undoUntil }) => {
        if (undoUntil === null) return []
        // Seen while it ran: its time begins now. Seen for the first time after that: the time of the host is all there is.
        const left = seen.get(id)?.undoUntil === null ? UNDO_MS : Math.min(UNDO_MS, Math.max(0, undoUntil - Date.now()))
        return [[id, undoEnds.value.get(id) ?? Date.now() + left] as const]
      }),
    )
    list.value = found
  }

  bridge.on('tasks.changed', take)
  bridge.onConnect(() => {
    // A failure here is a lost connection, which the banner reports and the next connection mends.
    void bridge
      .request('tasks.list', {})
      .then(take)
      .catch(() => {})
  })

  return {
    list: list as Readonly<ShallowRef<readonly TaskView[]>>,
    undoEnds: readonly(undoEnds),
    stop(task: string) {
      stopped.add(task)
      return bridge.request('tasks.stop', { task })
    },
    wasStopped: (task: string): boolean => stopped.has(task),
    undo: (task: string) => bridge.request('tasks.undo', { task }),
  }
}

/** A new id for a task. `crypto.randomUUID` is there only over https and on this computer; random numbers are everywhere. */
export function newTaskId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40
    return index === 8 ? (byte & 0x3f) | 0x80 : byte
  })
  const digits = hex.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join('-')
}
