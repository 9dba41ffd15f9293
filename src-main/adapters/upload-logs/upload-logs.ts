/** @file The logs of uploads in files. Which upload a request belongs to is kept with the asynchronous work that makes it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import process from 'node:process'
import { isoTime } from '../../contract/dates.ts'
import type { Http } from '../../engine/ports/http.ts'
import type { UploadLogs } from '../../engine/ports/upload-logs.ts'
import type { LogFiles } from './log-files.ts'
import { loggedHttp } from './logged-http.ts'

export interface UploadLogsDeps {
  readonly files: LogFiles
  readonly now: () => number
  /** Removes secrets. */
  readonly clean: (text: string) => string
}

/** @returns the logs, and what makes an HTTP client that writes its requests to them */
export function createUploadLogs({ files, now, clean }: UploadLogsDeps): UploadLogs & { logged(http: Http): Http } {
  const current = new AsyncLocalStorage<readonly string[]>()
  /** How much work there is on each upload. */
  const working = new Map<string, number>()

  /** Not for an upload that was removed while it was worked on. Removing secrets takes long, so it is done only for what is written. */
  function write(uploadIds: readonly string[], line: () => string): void {
    const written = uploadIds.filter((id) => working.has(id))
    if (written.length === 0) return
    // A text of a server must not look like a line of ours.
    const text = `${isoTime(now())}  ${clean(line()).replace(/\s+/g, ' ')}`
    for (const id of written) files.append(id, text)
  }

  return {
    async during(uploadIds, what, work) {
      for (const id of uploadIds) working.set(id, (working.get(id) ?? 0) + 1)
      const startedAt = performance.now()
      write(uploadIds, () => `${what} begins, process ${process.pid}`)
      try {
        return await current.run(uploadIds, work)
      } finally {
        write(uploadIds, () => `${what} ends after ${Math.round(performance.now() - startedAt)} ms`)
        for (const id of uploadIds) {
          const left = (working.get(id) ?? 1) - 1
          if (left > 0) working.set(id, left)
          else working.delete(id)
        }
      }
    },
    note: (uploadId, line) => write([uploadId], line),
    read: (uploadId) => clean(files.read(uploadId)),
    remove(uploadId) {
      working.delete(uploadId)
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
