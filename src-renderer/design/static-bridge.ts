/** @file A bridge to a host that has the given rows and groups, and never changes. */
import type { Channel } from '@contract/channels.ts'
import type { QueueCause } from '@contract/queue/outcomes.ts'
import type { GroupedLines, QueueGroup } from '@contract/queue/queue-groups.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { shallowRef } from 'vue'
import type { Bridge, Connection } from '../bridge/bridge.ts'
import { FRAME, summaryOf } from './data.ts'

export interface SampleQueue {
  readonly rows?: readonly UploadView[]
  /** More than `rows` has: the rows beyond are never answered. */
  readonly total?: number
  /** In order; each has as many of the rows as it shows. */
  readonly groups?: readonly QueueGroup[]
  readonly causes?: readonly QueueCause[]
}

export function createStaticBridge({ rows = [], total = rows.length, groups, causes = [] }: SampleQueue = {}): Bridge {
  const grouped = groups ? linesOf(groups) : null
  const answers: Partial<Record<Channel, () => unknown>> = {
    'queue.page': () => ({ revision: 0, total, offset: 0, rows, summary: summaryOf(rows), grouped }),
    'queue.groups': () => groups ?? [],
    'queue.causes': () => causes,
    'thumbnails.want': () => rows.flatMap(({ thumbnail }) => (thumbnail === null ? [] : [{ id: thumbnail, state: 'ready' }])),
    'watch.reasons': () => [{ state: 'asking', reason: 'existing', files: 12 }],
  }
  return {
    connection: shallowRef<Connection>('connected'),
    lastContactAt: shallowRef(Date.now()),
    reconnectNow() {},
    on: () => () => {},
    onConnect(listener) {
      listener()
      return () => {}
    },
    thumbnail: async () => new Blob([FRAME], { type: 'image/svg+xml' }),
    pathsOf: () => null,
    // Without an answer, a part shows what it shows before the first one.
    request: (channel) => (answers[channel] ? Promise.resolve(answers[channel]() as never) : new Promise(() => {})),
  }
}

function linesOf(groups: readonly QueueGroup[]): GroupedLines {
  const headers: GroupedLines['headers'][number][] = []
  let lines = 0
  for (const group of groups) {
    headers.push({ line: lines, group })
    lines += 1 + (group.isOpen ? group.shown : 0)
  }
  return { lines, headers, headerLines: headers.map(({ line }) => line), above: null }
}
