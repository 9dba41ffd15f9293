/** @file A video that Gcore could not process is deleted there and made again, by one Start over. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import type { UploadView } from '../../../src-main/contract/queue/upload.ts'
import { openInProcess } from '../../support/in-process.ts'
import { type GcoreSimulator, startGcore } from '../../support/simulators/gcore.ts'
import type { GcoreStatus } from '../../support/simulators/gcore-videos.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const MADE = /^\/streaming\/videos(\/batch)?$/
const SIZE = 300_000
const REASON = 'Video file is invalid'

async function openGcore() {
  const folder = await tempFolder()
  const host = await startGcore({ directory: folder.in('host') })
  const { reelay, ask } = await openInProcess(folder.in('data'), { scope: 'all', overrides: {} })
  reelay.start()
  const { settings, secrets } = host.account
  const { id: account } = await ask('accounts.save', { provider: 'gcore', name: 'Studio', settings, secrets })

  /** The only row, as soon as it is in this state. */
  const rowIn = (state: UploadView['state']): Promise<UploadView> =>
    vi.waitFor(
      async () => {
        const [row] = (await ask('queue.page', { filter: {}, offset: 0, limit: 1 })).rows
        if (row?.state !== state) throw new Error(`the row is ${row?.state}, not ${state}`)
        return row
      },
      { timeout: 60_000 },
    )

  const plain = { options: {}, again: false }
  const add = {
    async upload(): Promise<void> {
      await writeFile(folder.in('clip.mp4'), randomBytes(SIZE))
      await ask('queue.add', {
        ...plain,
        paths: [folder.in('clip.mp4')],
        destination: { account },
        metadata: {},
        startOver: false,
      })
    },
    async copy(): Promise<void> {
      await ask('queue.import', {
        ...plain,
        items: [{ url: 'https://files.example/clip.mp4', title: null }],
        destination: { account },
      })
    },
  }
  return {
    host,
    add,
    ask,
    rowIn,
    async [Symbol.asyncDispose]() {
      await reelay.close()
      await host[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const made = (host: GcoreSimulator) => host.api.requestsTo('POST', MADE).length
const deleted = (host: GcoreSimulator) => host.api.requestsTo('DELETE', /^\/streaming\/videos\/\d+$/).map(({ path }) => path)

describe.each(['upload', 'copy'] as const)('of a file or link (%s) whose processing failed', (kind) => {
  it.each(['empty', 'error'] as const satisfies GcoreStatus[])(
    'as “%s”, Start over makes one DELETE and one POST',
    async (status) => {
      await using gcore = await openGcore()
      const { host, ask } = gcore
      host.failIn(status, REASON)
      await gcore.add[kind]()
      const failed = await gcore.rowIn('needs-attention')
      expect(failed.failure?.params['reason']).toContain(REASON)
      expect([made(host), deleted(host)]).toEqual([1, []])
      const [before] = host.videos()

      host.failProcessing(null)
      expect(await ask('queue.startOver', { ids: [failed.id] })).toMatchObject({ changed: 1 })
      const done = await gcore.rowIn('done')
      // The deletion is a job of its own.
      await expect.poll(() => host.videos().map(({ id }) => id)).toEqual([done.remoteId])
      expect([made(host), deleted(host)]).toEqual([2, [`/streaming/videos/${before?.id}`]])
      expect(done.remoteId).not.toBe(before?.id)
    },
  )
})
