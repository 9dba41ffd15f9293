import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { aLocated, anIdentity } from '../../../support/fakes.ts'
import { createHarness } from '../../../support/queue-harness.ts'

const PATH = '/card/C0001.MP4'

function queuePort() {
  const harness = createHarness({ settings: { concurrency: 1 } })
  const port = harness.engine.queue.port
  let id = ''
  const enqueueFile = (path: string, batchId = 'batch') => {
    harness.disk.set(path, anIdentity)
    port.enqueue(
      {
        accountId: 'one',
        batchId,
        options: {},
        titleTemplate: '{name}',
        priority: 1,
        files: [{ ...aLocated(path), sha256: null }],
      },
      ([taken]) => {
        if (taken?.kind === 'queued') id = taken.uploadId
      },
    )
    return id
  }
  return { harness, port, enqueueFile }
}

describe('files of watched folders', () => {
  it('are enqueued with batch, priority and title, and not twice', () => {
    const { port, enqueueFile } = queuePort()
    const id = enqueueFile(PATH)
    expect(port.upload(id)).toMatchObject({ batchId: 'batch', priority: 1, title: 'C0001', state: 'queued' })
    expect(enqueueFile(PATH, 'other')).toBe(id)
    expect(port.upload(id)?.batchId).toBe('batch')
  })

  it('that moved are sent from their new path', () => {
    const { port, enqueueFile } = queuePort()
    const id = enqueueFile(PATH)
    port.fileMoved(id, aLocated('/card/day/C0001.MP4', { identity: { ...anIdentity, device: '7' } }))
    expect(port.upload(id)).toMatchObject({ path: '/card/day/C0001.MP4', identity: { ...anIdentity, device: '7' } })
  })

  it('that have begun keep the version that they began with', async () => {
    const { harness, port, enqueueFile } = queuePort()
    const id = enqueueFile(PATH)
    harness.engine.queue.start()
    await harness.clock.settle()
    await harness.create('C0001.MP4')
    port.fileMoved(id, aLocated(PATH, { identity: { ...anIdentity, sizeBytes: 7 } }))
    expect(port.upload(id)?.identity).toEqual(anIdentity)
    port.fileMoved(id, aLocated(PATH, { identity: { ...anIdentity, device: '7' } }))
    expect(port.upload(id)?.identity.device).toBe('7')
  })

  it('that waited for their drive continue at once when it is back with another version of them', async () => {
    const { harness, port, enqueueFile } = queuePort()
    const away = failure('file.away', { path: PATH, volume: 'CARD' })
    harness.engine.watches.awayFailure = async () => away
    const id = enqueueFile(PATH)
    harness.disk.delete(PATH)
    harness.engine.queue.start()
    await harness.clock.settle()
    expect(port.upload(id)).toMatchObject({ state: 'waiting', waiting: { reason: 'volume' } })
    harness.engine.watches.awayFailure = async () => null
    harness.disk.set(PATH, { ...anIdentity, sizeBytes: 7, mtimeNs: '9' })
    port.fileChanged(id)
    await harness.clock.advance(60_000)
    expect(harness.sending()).toEqual(['C0001.MP4'])
    expect(port.upload(id)?.identity.sizeBytes).toBe(7)
  })

  it('that were removed are known while they can be restored; the copy of a cancelled one is not returned', async () => {
    const { harness, port, enqueueFile } = queuePort()
    const id = enqueueFile(PATH)
    const { commands } = harness.engine.queue
    await commands.cancel({ ids: [id], task: crypto.randomUUID(), undoable: true })
    await commands.remove({ ids: [id], task: crypto.randomUUID(), undoable: true })
    expect(port.upload(id)).toMatchObject({ state: 'cancelled' })
    const other = enqueueFile('/card/C0002.MP4')
    await commands.cancel({ ids: [other], task: crypto.randomUUID(), undoable: true })
    await commands.remove({ ids: [other] })
    expect(port.upload(other)).toBeNull()
  })

  it('whose path leads to another file fail before they begin', () => {
    const { port, enqueueFile } = queuePort()
    const id = enqueueFile(PATH)
    port.filePathTaken(id)
    expect(port.upload(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.missing' } })
  })
})
