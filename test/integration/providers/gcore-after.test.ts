import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createGcoreProvider } from '../../../src-main/adapters/providers/gcore/provider.ts'
import { failureFrom } from '../../../src-main/contract/errors/errors.ts'
import { PartialStatus } from '../../../src-main/engine/providers/partial-status.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { VideoStatus } from '../../../src-main/engine/providers/video.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import { guarded, providerAccount, providerContext, refOf, sendByProvider, testHttp } from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { type GcoreSimulator, startGcore } from '../../support/simulators/gcore.ts'

const LIST = /^\/streaming\/videos\?/

let host: GcoreSimulator
let provider: Provider
let account: ProviderAccount

hostForEachTest(startGcore, async (started) => {
  host = started
  provider = guarded(createGcoreProvider({ http: testHttp, now: Date.now }))
  account = await providerAccount(provider, host.account.settings, host.account.secrets)
})

const content = randomBytes(300_000)

async function statusOf(upload: Upload): Promise<VideoStatus | undefined> {
  const known = await provider.status?.(account, [refOf(upload)], providerContext())
  return known?.get(upload.remoteId ?? '')
}

describe('after the upload', () => {
  it('goes from empty to ready with the progress of every quality', async () => {
    const { upload } = await sendByProvider(provider, account, content)
    const seen: (VideoStatus | undefined)[] = []
    for (let step = 0; step < 4; step += 1) seen.push(await statusOf(upload))
    expect(seen.map((status) => status?.state)).toEqual(['pending', 'pending', 'playable', 'complete'])
    expect(seen.map((status) => status?.words)).toEqual(['empty', 'pending', 'viewable', 'ready'])
    expect(seen.map((status) => status?.percent)).toEqual([null, 25, 70, 100])
    expect(seen[3]?.sizeBytes).toBe(content.length)
    expect(Object.keys(seen[3]?.links ?? {})).toEqual(['watch', 'hls', 'dash', 'mp4', 'embed', 'thumbnail'])
    expect(seen[3]?.links.mp4).toContain('720.mp4')
  })

  it('sees the error of a file that is no video, then sends it again as a new one', async () => {
    host.failProcessing('Video file is invalid')
    const { upload } = await sendByProvider(provider, account, content)
    await statusOf(upload)
    expect(await statusOf(upload)).toMatchObject({ state: 'failed', words: 'empty', reason: 'Video file is invalid', links: {} })
    host.failProcessing(null)
    expect(await provider.remove?.(account, refOf(upload), providerContext())).toBe('deleted')
    expect(await provider.remove?.(account, refOf(upload), providerContext())).toBe('gone')
    const again = await sendByProvider(provider, account, content)
    expect(again.outcome.kind).toBe('complete')
    expect(host.videos().map(({ id }) => id)).toEqual([again.upload.remoteId])
  })

  it('counts a video that stays viewable as playable, with a warning', async () => {
    host.failIn('viewable', 'The storage limit has been exceeded')
    const { upload } = await sendByProvider(provider, account, content)
    for (let step = 0; step < 4; step += 1) await statusOf(upload)
    expect(await statusOf(upload)).toMatchObject({ state: 'playable', reason: 'The storage limit has been exceeded' })
  })

  it('asks for many videos in one call, and calls gone only what was asked for by itself', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => host.addVideo({ name: `clip ${index}` }))
    const refs = ids.map((remoteId) => ({ remoteId, remote: {}, sentAt: 0, title: '' }))
    const all = await provider.status?.(account, refs, providerContext())
    expect(all?.size).toBe(30)
    expect(host.api.requests).toHaveLength(1)
    host.setMostPerPage(10)
    host.forget(ids[3] ?? '')
    const left = await provider.status?.(account, refs, providerContext())
    expect([...(left ?? [])].filter(([, { state }]) => state === 'gone').map(([id]) => id)).toEqual([ids[3]])
    expect(left?.size).toBe(30)
    expect(host.api.requestsTo('GET', new RegExp(`^/streaming/videos/${ids[3]}$`))).toHaveLength(1)
  })

  it('keeps the answers of the list when a single call fails, and leaves for later what it has no turn for', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => host.addVideo({ name: `clip ${index}` }))
    const refs = ids.map((remoteId) => ({ remoteId, remote: {}, sentAt: 0, title: '' }))
    const forgotten = ids.slice(10, 22)
    for (const id of forgotten) host.forget(id)
    const all = await provider.status?.(account, refs, providerContext())
    expect(ids.map((id) => all?.get(id)?.state).filter((state) => state === 'gone')).toHaveLength(8)
    expect(forgotten.slice(8).map((id) => all?.get(id)?.state)).toEqual(['unasked', 'unasked', 'unasked', 'unasked'])
    host.api.refuse('GET', new RegExp(`^/streaming/videos/${forgotten[2]}$`), { status: 429 })
    const ended = await Promise.resolve(provider.status?.(account, refs, providerContext())).catch((caught: unknown) => caught)
    if (!(ended instanceof PartialStatus)) throw new Error('the failure is lost')
    expect(ended).toMatchObject({ about: forgotten[2], failure: { code: 'server.busy' } })
    const listed = ids.filter((id) => !forgotten.includes(id))
    expect([...ended.answers.keys()].toSorted()).toEqual([...listed, ...forgotten.slice(0, 2), ...forgotten.slice(8)].toSorted())
  })

  it('does not call a video gone because a list left it out', async () => {
    const { upload } = await sendByProvider(provider, account, content)
    host.api.refuse('GET', LIST, { status: 200, json: [] })
    expect((await statusOf(upload))?.state).toBe('pending')
  })

  it('changes the title and what may change later, and nothing else', async () => {
    const { upload } = await sendByProvider(provider, account, content, { title: 'Final', options: { directoryId: '3' } })
    const ref = refOf(upload)
    await provider.update?.(account, ref, { options: { description: 'Extra time', directoryId: '' } }, providerContext())
    expect(host.fields(ref.remoteId)).toEqual({ name: 'Final', description: 'Extra time', directory_id: null })
    await provider.update?.(account, ref, { title: 'Final 2027', options: {} }, providerContext())
    expect(host.fields(ref.remoteId)).toMatchObject({ name: 'Final 2027', description: 'Extra time' })
    const refused = provider.update?.(account, ref, { options: { priority: '3' } }, providerContext()) ?? Promise.resolve()
    expect(await refused.catch(failureFrom)).toMatchObject({ code: 'input.invalid' })
  })
})
