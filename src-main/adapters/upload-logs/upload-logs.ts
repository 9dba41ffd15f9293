/** @file Writes the logs of uploads. The uploads to which a request belongs are in the context of the asynchronous work that makes it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import process from 'node:process'
import { isoTime } from '../../contract/text/dates.ts'
import type { Http } from '../../engine/ports/http.ts'
import type { UploadLogs } from '../../engine/ports/upload-logs.ts'
import type { LogFiles } from './log-files.ts'
import { loggedHttp } from './logged-http.ts'

interface UploadLogsDeps {
  readonly files: LogFiles
  readonly now: () => number
  /** Removes secrets. */
  readonly clean: (text: string) => string
}

/** @returns the logs, with a function that returns an HTTP client that writes its requests to them */
export function createUploadLogs({ files, now, clean }: UploadLogsDeps): UploadLogs & { logged(http: Http): Http } {
  const current = new AsyncLocalStorage<readonly string[]>()
  /** The number of running tasks of each upload. */
  const running = new Map<string, number>()

  /** Writes nothing for an upload without a running task, or that was removed. Redacting takes long, so it is done only for what is written. */
  function write(uploadIds: readonly string[], line: () => string): void {
    const ids = uploadIds.filter((id) => running.has(id))
    if (ids.length === 0) return
    // On one line: a text of a server must not look like an entry of ours.
    const text = `${isoTime(now())}  ${clean(line()).replace(/\s+/g, ' ')}`
    for (const id of ids) files.append(id, text)
  }

  return {
    async during(uploadIds, what, work) {
      for (const id of uploadIds) running.set(id, (running.get(id) ?? 0) + 1)
      const startedAt = performance.now()
      write(uploadIds, () => `${what} begins, process ${process.pid}`)
      try {
        return await current.run(uploadIds, work)
      } finally {
        write(uploadIds, () => `${what} ends after ${Math.round(performance.now() - startedAt)} ms`)
        for (const id of uploadIds) {
          const left = (running.get(id) ?? 1) - 1
          if (left > 0) running.set(id, left)
          else running.delete(id)
        }
      }
    },
    note: (uploadId, line) => write([uploadId], line),
    read: (uploadId) => clean(files.read(uploadId)),
    remove(uploadId) {
      running.delete(uploadId)
      files.remove(uploadId)
    },
    removeOlder: files.removeOlder,
    logged: (http) =>
      loggedHttp(http, () => {
        const uploadIds = current.getStore()
        return uploadIds === undefined ? null : (line) => write(uploadIds, () => line)
      }),
  }
}
