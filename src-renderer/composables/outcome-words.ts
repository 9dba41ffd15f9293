/** @file Which uploads ended, from one change of the queue to the next, and how that is said. Pure but for what it remembers. */
import { titleOf } from '@contract/errors.ts'
import { counted } from '@contract/format.ts'
import { SETTLED, type UploadState, type UploadView } from '@contract/upload.ts'

/** What can be heard of: paused and cancelled rows were just that by a person. */
const SAID: ReadonlySet<UploadState> = new Set(['done', 'needs-attention', 'failed'])

export interface Ended {
  readonly row: UploadView
  readonly isSent: boolean
}

/** Finds rows that ended since they were last seen; remembers only those that go on. */
export function createEndings() {
  const open = new Set<string>()
  return (rows: readonly UploadView[]): readonly Ended[] =>
    rows.flatMap((row) => {
      if (!SETTLED.has(row.state)) {
        open.add(row.id)
        return []
      }
      if (!open.delete(row.id) || !SAID.has(row.state)) return []
      return [{ row, isSent: row.state === 'done' }]
    })
}

/** One sentence for one, counts for several. */
export function endingsWords(ended: readonly Ended[]): string {
  const [only] = ended
  if (!only) return ''
  if (ended.length === 1) {
    const name = only.row.title ?? only.row.name
    const { failure } = only.row
    if (only.isSent) return `${name} is sent.`
    return failure ? `${name} needs you: ${titleOf(failure)}.` : `${name} needs you.`
  }
  const sent = ended.filter(({ isSent }) => isSent).length
  const rest = ended.length - sent
  return [
    sent > 0 ? `${counted(sent, 'clip')} ${sent === 1 ? 'is' : 'are'} sent.` : '',
    rest > 0 ? `${counted(rest, 'clip')} ${rest === 1 ? 'needs' : 'need'} you.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}
