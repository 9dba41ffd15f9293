/** @file Rows are dragged to another place of the queue. In groups only within their own: a clip stays in its group wherever it is sent. */
import type { UploadView } from '@contract/upload.ts'
import { shallowRef } from 'vue'
import type { Queue } from '../state/queue.ts'
import type { useQueueActions } from './use-queue-actions.ts'
import type { RowSelection } from './use-selection.ts'

export function useRowDrag(
  queue: Queue,
  selection: RowSelection,
  actions: Pick<ReturnType<typeof useQueueActions>, 'move' | 'positionAbove'>,
) {
  const dragged = shallowRef<{ readonly groupId: string | null } | null>(null)
  /** The line above which it would be put. */
  const dropBefore = shallowRef<number | null>(null)

  function start(event: DragEvent, index: number, row: UploadView): void {
    if (queue.areRowsOutdated()) return void event.preventDefault()
    if (!selection.isSelected(row.id)) selection.only(index)
    dragged.value = { groupId: queue.lineAt(index)?.groupId ?? null }
    event.dataTransfer?.setData('text/plain', row.name)
  }

  function over(event: DragEvent, index: number): void {
    const line = queue.lineAt(index)
    if (dragged.value === null || line?.kind === 'group') return
    if (line && line.groupId !== dragged.value.groupId) return
    event.preventDefault()
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    dropBefore.value = event.clientY < box.top + box.height / 2 ? index : index + 1
  }

  function drop(): void {
    const place = dropBefore.value
    end()
    if (place === null) return
    const target = queue.rowAt(place)
    if (target && selection.isSelected(target.id)) return
    const to = actions.positionAbove(place)
    if (to !== null) void actions.move(to)
  }

  function end(): void {
    dragged.value = null
    dropBefore.value = null
  }

  return { dropBefore, start, over, drop, end }
}
