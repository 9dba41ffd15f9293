import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createThroughput } from '../../../../src-main/engine/activity/throughput.ts'
import { startOverUnlessChanged } from '../../../../src-main/engine/queue/attempt/runner-deps.ts'
import { createRecords } from '../../../../src-main/engine/queue/records.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { anIdentity, anUpload, silentLog } from '../../../support/fakes.ts'
import { noRecorder } from '../../../support/no-recorder.ts'

const waiting = { reason: 'backoff', until: 0, failure: failure('file.notAsOffloaded') } as const
const copied = { ...anIdentity, inode: 'a new copy' }

function begun(state: Upload['state']) {
  const journal = openJournal(':memory:')
  const clock = createFakeClock()
  const records = createRecords({
    journal,
    recorder: noRecorder,
    clock,
    throughput: createThroughput({ journal, clock }),
    log: silentLog,
    figuresOf: ({ acceptedBytes, bytesSent, consecutiveFailures }) => ({ acceptedBytes, bytesSent, consecutiveFailures }),
    listeners: [],
    onHalt: () => {},
    onUnreadableRows: () => {},
  })
  const [upload] = records.insert([anUpload({ state, uploadUrl: 'https://one.test/files/one.mp4', acceptedBytes: 7 })])
  if (!upload) throw new Error('nothing was stored')
  const abandoned: string[] = []
  const startOver = (abandon = ({ id }: { readonly id: string }) => void abandoned.push(id)): void =>
    startOverUnlessChanged({ records, log: silentLog, abandon, transaction: journal.transaction }, upload, waiting, {
      identity: copied,
    })
  return { upload, abandoned, startOver, stored: () => records.require(upload.id) }
}

describe('an upload that starts over by itself', () => {
  it('is queued with the current file, and what its host has is deleted', () => {
    const { upload, abandoned, startOver, stored } = begun('preparing')
    startOver()
    expect(stored()).toMatchObject({ state: 'queued', identity: copied, uploadUrl: null, acceptedBytes: 0, restarts: 1 })
    expect(abandoned).toEqual([upload.id])
  })

  it.each(['paused', 'cancelled', 'queued'] as const)(
    'stays %s, with all that its host has, where somebody chose that',
    (state) => {
      const { upload, abandoned, startOver, stored } = begun(state)
      startOver()
      expect(stored()).toEqual(upload)
      expect(abandoned).toEqual([])
    },
  )

  it('stays as it was when a part of it cannot be stored', () => {
    const { upload, startOver, stored } = begun('preparing')
    expect(() =>
      startOver(() => {
        throw new Error('cannot be stored')
      }),
    ).toThrow('cannot be stored')
    expect(stored()).toEqual(upload)
  })
})
