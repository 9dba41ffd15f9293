/** @file Dragging rows to another position in the queue; in a grouped list only within their group, which does not depend on the position. */
import type { UploadView } from '@contract/queue/upload.ts'
import { shallowRef } from 'vue'
import type { Queue } from '../../state/queue.ts'
import type { useQueueActions } from './use-queue-actions.ts'
import type { RowSelection } from './use-selection.ts'

export function useRowDrag(
  queue: Queue,
  selection: RowSelection,
  actions: Pick<ReturnType<typeof useQueueActions>, 'move' | 'positionAbove'>,
) {
  const dragged = shallowRef<{ readonly groupId: string | null } | null>(null)
  /** The index of the line above which a drop would move the rows. */
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
    const index = dropBefore.value
    end()
    if (index === null) return
    const target = queue.rowAt(index)
    if (target && selection.isSelected(target.id)) return
    const to = actions.positionAbove(index)
    if (to !== null) void actions.move(to)
  }

  function end(): void {
    dragged.value = null
    dropBefore.value = null
  }

  return { dropBefore, start, over, drop, end }
}
