/** @file A host that has these rows, a frame for some of them, and nothing else. */
import type { Channel } from '@contract/channels.ts'
import type { UploadView } from '@contract/upload.ts'
import { shallowRef } from 'vue'
import type { Bridge, Connection } from '../bridge/bridge.ts'
import { FRAME, summaryOf } from './data.ts'

/** @param total more than there are rows: the others are never read */
export function createStillBridge(rows: readonly UploadView[] = [], total = rows.length): Bridge {
  const answers: Partial<Record<Channel, () => unknown>> = {
    'queue.page': () => ({ revision: 0, total, offset: 0, rows, summary: summaryOf(rows) }),
    'thumbnails.want': () => rows.flatMap(({ thumbnail }) => (thumbnail === null ? [] : [{ id: thumbnail, state: 'ready' }])),
  }
  return {
    connection: shallowRef<Connection>('connected'),
    heardAt: shallowRef(Date.now()),
    askNow() {},
    on: () => () => {},
    onConnect(listener) {
      listener()
      return () => {}
    },
    thumbnail: async () => new Blob([FRAME], { type: 'image/svg+xml' }),
    pathsOf: () => null,
    // What is not answered stays as it is before the first answer.
    request: (channel) => (answers[channel] ? Promise.resolve(answers[channel]() as never) : new Promise(() => {})),
  }
}
