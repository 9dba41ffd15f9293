/** @file Pages of the queue as lines: headers of groups and clips. Pure. */
import type { QueueDelta } from '@contract/events.ts'
import type { QueuePage } from '@contract/queue/outcomes.ts'
import type { QueueGroup } from '@contract/queue/queue-groups.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import type { Page } from './pages.ts'

/** A header of a group, or a clip. `groupId` is the group of a clip; `null` in a list without groups. */
export type Line =
  | { readonly kind: 'group'; readonly id: string; readonly groupId: string }
  | { readonly kind: 'clip'; readonly id: string; readonly groupId: string | null; readonly row: UploadView }

export interface LinePage extends Page<Line> {
  readonly revision: number
  /** Clips that the filter shows, in open and in closed groups. */
  readonly clips: number
  /** The lines of all headers; `null` where they are as high as clips. */
  readonly headerLines: readonly number[] | null
  readonly groups: readonly QueueGroup[]
}

/** Ids of headers, which no upload has. */
export const headerId = (groupId: string): string => `group:${groupId}`

export function linesOf({ rows, grouped, offset, total, revision }: QueuePage): LinePage {
  if (!grouped) {
    const lines = rows.map((row): Line => ({ kind: 'clip', id: row.id, groupId: null, row }))
    return { total, clips: total, rows: lines, revision, headerLines: [], groups: [] }
  }
  const lines: Line[] = []
  const clips = rows.values()
  const headers = new Map(grouped.headers.map(({ line, group }) => [line - offset, group]))
  let groupId = grouped.above?.id ?? null
  for (let index = 0; index < rows.length + grouped.headers.length; index += 1) {
    const group = headers.get(index)
    if (group) {
      groupId = group.id
      lines.push({ kind: 'group', id: headerId(group.id), groupId: group.id })
      continue
    }
    const row = clips.next().value
    if (row) lines.push({ kind: 'clip', id: row.id, groupId, row })
  }
  const groups = [...(grouped.above ? [grouped.above] : []), ...grouped.headers.map(({ group }) => group)]
  return { total: grouped.lines, clips: total, rows: lines, revision, headerLines: grouped.headerLines, groups }
}

/** A page as it is after a delta that is newer than the page. */
export function withDelta(page: LinePage, delta: QueueDelta): LinePage {
  if (delta.revision <= page.revision) return page
  const changed = new Map(delta.upserted.map((row) => [row.id, row]))
  const isTouched = page.rows.some(({ id }) => changed.has(id))
  const rows = isTouched ? page.rows.map((line) => withRow(line, changed.get(line.id))) : page.rows
  return { ...page, revision: delta.revision, rows }
}

function withRow(line: Line, row: UploadView | undefined): Line {
  return row && line.kind === 'clip' ? { ...line, row } : line
}

export function isClip(line: { readonly id: string }): boolean {
  return !line.id.startsWith(headerId(''))
}
