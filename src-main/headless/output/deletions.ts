/** @file Lines about deletions at providers after a cancel or remove. */
import type { Disposition } from '../../contract/errors/error-entry.ts'
import { dispositionOf, messageOf } from '../../contract/errors/errors.ts'
import type { Deletions } from '../../contract/queue/outcomes.ts'
import { counted } from '../../contract/text/format.ts'
import type { Line } from './messages.ts'

const WAITS: ReadonlySet<Disposition> = new Set(['wait-network', 'wait-host'])

/** Whether a person has to check at the provider: pending deletions continue by themselves. */
export function needsPerson({ undeleted, problems }: Deletions): boolean {
  return undeleted > 0 || problems.some(({ failure }) => !WAITS.has(dispositionOf(failure)))
}

/** @param goesOnIn the process that retries pending deletions; `null` when this one was the only one */
export function deletionLines({ deleted, kept, undeleted, open, problems }: Deletions, goesOnIn: number | null): Line[] {
  const lines: Line[] = []
  if (deleted > 0) lines.push({ text: `${counted(deleted, 'upload')} deleted at the host.`, problem: false })
  if (kept > 0) {
    lines.push({ text: `${counted(kept, 'upload')} kept at the host: it offers no way to delete them there.`, problem: false })
  }
  if (undeleted > 0) {
    lines.push({ text: `${counted(undeleted, 'upload')} could not be deleted at the host; look there.`, problem: true })
  }
  if (open > 0) {
    const who = goesOnIn === null ? 'The next upload, import, watch run or serve goes on' : `Process ${goesOnIn} goes on`
    lines.push({ text: `${counted(open, 'upload')} not deleted at the host yet. ${who} trying.`, problem: true })
  }
  for (const { id, failure } of problems) lines.push({ text: `${id}: ${messageOf(failure)}`, problem: true })
  return lines
}
