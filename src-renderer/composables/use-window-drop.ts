/** @file Files, folders and addresses dropped anywhere on the window. */
import { onScopeDispose, type Ref, shallowRef } from 'vue'
import { type DropTarget, rowOf, targetOf, textIn } from './drop-target.ts'
import { isInTextField } from './text-field.ts'

export interface Dropped {
  readonly files: readonly File[]
  /** What was dropped instead of files. */
  readonly text: string
  readonly target: DropTarget
}

/** What is being held over the window. */
export interface Dragged {
  /** How many things, as far as that can be told. */
  readonly count: number
  readonly target: DropTarget
}

/** What is held over the window now; what is dropped goes to `take`. */
export function useWindowDrop(take: (dropped: Dropped) => void): Readonly<Ref<Dragged | null>> {
  const dragged = shallowRef<Dragged | null>(null)
  const controller = new AbortController()
  const { signal } = controller
  let over: HTMLElement | null = null
  /** What is dragged from this page itself, such as a link, is no drop. */
  let isOwn = false

  const holds = ({ dataTransfer }: DragEvent): boolean => {
    const types = dataTransfer?.types ?? []
    return types.includes('Files') || (!isOwn && (types.includes('text/uri-list') || types.includes('text/plain')))
  }
  /** Text is dropped into fields by the browser itself. */
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
    if (!holds(event) || isForField(event)) return
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
    if (!holds(event) || isForField(event)) return
    event.preventDefault()
    const target = targetOf(event.target)
    end()
    const files = [...(event.dataTransfer?.files ?? [])]
    take({ files, text: files.length > 0 || !event.dataTransfer ? '' : textIn(event.dataTransfer), target })
  })
  onScopeDispose(() => {
    end()
    controller.abort()
  })
  return dragged
}
