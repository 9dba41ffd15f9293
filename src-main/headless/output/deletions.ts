/** @file What became of uploads at their hosts once they were cancelled or removed, in lines. */
import type { Disposition } from '../../contract/error-entry.ts'
import { dispositionOf, messageOf } from '../../contract/errors.ts'
import type { Deletions } from '../../contract/outcomes.ts'
import { count, type Line } from './messages.ts'

const WAITS: ReadonlySet<Disposition> = new Set(['wait-network', 'wait-host'])

/** Whether somebody has to look at the host: what only waits for it goes on by itself. */
export function needsPerson({ undeleted, problems }: Deletions): boolean {
  return undeleted > 0 || problems.some(({ failure }) => !WAITS.has(dispositionOf(failure)))
}

/** @param goesOnIn the process that tries again what is not deleted yet; `null` when this one was the only one */
export function deletionLines({ deleted, kept, undeleted, open, problems }: Deletions, goesOnIn: number | null): Line[] {
  const lines: Line[] = []
  if (deleted > 0) lines.push({ text: `${count(deleted, 'upload')} deleted at the host.`, problem: false })
  if (kept > 0) {
    lines.push({ text: `${count(kept, 'upload')} kept at the host: it offers no way to delete them there.`, problem: false })
  }
  if (undeleted > 0) {
    lines.push({ text: `${count(undeleted, 'upload')} could not be deleted at the host; look there.`, problem: true })
  }
  if (open > 0) {
    const who = goesOnIn === null ? 'The next upload, import, watch run or serve goes on' : `Process ${goesOnIn} goes on`
    lines.push({ text: `${count(open, 'upload')} not deleted at the host yet. ${who} trying.`, problem: true })
  }
  for (const { id, failure } of problems) lines.push({ text: `${id}: ${messageOf(failure)}`, problem: true })
  return lines
}
