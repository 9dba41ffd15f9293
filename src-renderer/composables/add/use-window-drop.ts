/** @file Handles files, folders and addresses that are dragged over the window or dropped on it. */
import { onScopeDispose, type Ref, shallowRef } from 'vue'
import { isInTextField } from '../page/text-field.ts'
import { type DropTarget, rowOf, targetOf, textIn } from './drop-target.ts'

interface Dropped {
  readonly files: readonly File[]
  /** The dropped text; empty where files were dropped. */
  readonly text: string
  readonly target: DropTarget
}

/** What is being dragged over the window. */
export interface Dragged {
  /** The number of files and folders; 0 for text. */
  readonly count: number
  readonly target: DropTarget
}

/** Returns what is dragged over the window now. */
export function useWindowDrop(onDrop: (dropped: Dropped) => void): Readonly<Ref<Dragged | null>> {
  const dragged = shallowRef<Dragged | null>(null)
  const controller = new AbortController()
  const { signal } = controller
  let over: HTMLElement | null = null
  /** Whether a part of this page is dragged, such as a link or a row, which is not to be added. */
  let isOwn = false

  const canAccept = ({ dataTransfer }: DragEvent): boolean => {
    const types = dataTransfer?.types ?? []
    return types.includes('Files') || (!isOwn && (types.includes('text/uri-list') || types.includes('text/plain')))
  }
  /** The browser itself drops text into fields. */
  const isForField = ({ dataTransfer, target }: DragEvent): boolean =>
    !dataTransfer?.types.includes('Files') && isInTextField(target)

  function mark(row: HTMLElement | null): void {
    if (row === over) return
    over?.removeAttribute('data-over')
    row?.setAttribute('data-over', '')
    over = row
  }

  function end(): void {
    mark(null)
    dragged.value = null
  }

  const on = (name: 'dragstart' | 'dragend' | 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void): void =>
    window.addEventListener(name, listener, { signal })

  on('dragstart', () => {
    isOwn = true
  })
  on('dragend', () => {
    isOwn = false
  })
  on('dragover', (event) => {
    if (!canAccept(event) || isForField(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    mark(rowOf(event.target))
    const target = targetOf(event.target)
    const count = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length
    const last = dragged.value
    if (last?.count !== count || last.target?.kind !== target?.kind || last.target?.id !== target?.id)
      dragged.value = { count, target }
  })
  on('dragleave', (event) => {
    // Leaving one element for another is not leaving the window.
    if (event.relatedTarget === null) end()
  })
  on('drop', (event) => {
    if (!canAccept(event) || isForField(event)) return
    event.preventDefault()
    const target = targetOf(event.target)
    end()
    const files = [...(event.dataTransfer?.files ?? [])]
    onDrop({ files, text: files.length > 0 || !event.dataTransfer ? '' : textIn(event.dataTransfer), target })
  })
  onScopeDispose(() => {
    end()
    controller.abort()
  })
  return dragged
}
