/** @file Copies the paths of all selected uploads, in the order of the queue, whether they are loaded or not. */
import { t, tn } from '@contract/i18n/i18n.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { useState } from '../../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

export function useCopyPaths() {
  const { queue, notices, clipboard } = useState()
  let isReading = false

  return async function copyPaths(selection: Pick<RowSelection, 'selection' | 'rows'>): Promise<void> {
    const target = selection.selection()
    if (target === null || isReading) return
    const isOfFiles = arePaths(selection.rows.value)
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
    await clipboard.copy(paths.join('\n'), labelOf(paths.length, isOfFiles))
  }
}

function labelOf(count: number, isOfFiles: boolean): string {
  if (isOfFiles) return count === 1 ? t('Path') : tn(count, '{n} path', '{n} paths')
  return count === 1 ? t('Source link') : tn(count, '{n} source link', '{n} source links')
}

/** Whether the paths of these rows are those of files; a copy from a link has none but that. */
export function arePaths(rows: readonly Pick<UploadView, 'kind'>[]): boolean {
  return rows.length === 0 || rows.some(({ kind }) => kind === 'upload')
}
