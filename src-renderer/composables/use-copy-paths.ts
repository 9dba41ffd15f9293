/** @file Copies the paths of everything that is selected, in the order of the queue, whichever of it is loaded. */
import { useState } from '../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

export function useCopyPaths() {
  const { queue, notices, clipboard } = useState()
  let isReading = false

  return async function copyPaths(selection: Pick<RowSelection, 'selection'>): Promise<void> {
    const target = selection.selection()
    if (target === null || isReading) return
    isReading = true
    const paths = await notices.attempt(async () => {
      const found: string[] = []
      let next: string | null = null
      do {
        const part: Awaited<ReturnType<typeof queue.paths>> = await queue.paths(target, next)
        found.push(...part.rows.map(({ path }) => path))
        next = part.next
      } while (next !== null)
      return found
    })
    isReading = false
    if (!paths || paths.length === 0) return
    await clipboard.copy(paths.join('\n'), paths.length === 1 ? 'Path' : `${paths.length.toLocaleString('en')} paths`)
  }
}
