/** @file A mirror of the tasks on many uploads, whoever started them, with the time in which they can be undone. */
import { type TaskView, UNDO_MS } from '@contract/queue/task.ts'
import { readonly, type ShallowRef, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createMirror } from './mirror.ts'

export type Tasks = ReturnType<typeof createTasks>

export function createTasks(bridge: Bridge) {
  /** Ids of tasks that were stopped from this page. */
  const stopped = new Set<string>()
  /** When the time to undo ends by the clock of this page, which may differ from that of the host. */
  const undoEnds = shallowRef<ReadonlyMap<string, number>>(new Map())

  const { value: list } = createMirror(
    bridge,
    'tasks.changed',
    [],
    (accept) => bridge.request('tasks.list', {}).then(accept),
    updateUndoEnds,
  )

  function updateUndoEnds(next: readonly TaskView[]): void {
    const before = new Map(list.value.map((task) => [task.id, task]))
    undoEnds.value = new Map(
      next.flatMap(({ id, undoUntil }) => {
        if (undoUntil === null) return []
        // If this page saw the task run, its time begins now. Otherwise only the clock of the host says when it began.
        const left = before.get(id)?.undoUntil === null ? UNDO_MS : Math.min(UNDO_MS, Math.max(0, undoUntil - Date.now()))
        return [[id, undoEnds.value.get(id) ?? Date.now() + left] as const]
      }),
    )
  }

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

/** A UUID, version 4. `crypto.randomUUID` exists only over https and on this computer; random numbers do everywhere. */
export function newTaskId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return value.toString(16).padStart(2, '0')
  })
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
