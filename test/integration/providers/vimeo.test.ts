/** The Vimeo provider against a simulated Vimeo, over real HTTP and a real tus server. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVimeoProvider } from '../../../src-main/adapters/providers/vimeo/provider.ts'
import { messageOf } from '../../../src-main/contract/errors/errors.ts'
import type { VideoStatus } from '../../../src-main/engine/providers/video.ts'
import type { RemoteNote, Upload } from '../../../src-main/engine/queue/upload.ts'
import { inEnglish } from '../../support/english-test.ts'
import { anUpload } from '../../support/fakes.ts'
import {
  failureIn,
  guarded,
  prepareContext,
  providerAccount,
  providerContext,
  refOf,
  refusalOf,
  sendByProvider,
  testHttp,
} from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { startVimeo } from '../../support/simulators/vimeo.ts'

const provider = guarded(createVimeoProvider({ http: testHttp, now: Date.now }))
const clip = Buffer.alloc(300_000, 'a clip that no part of repeats, nearly ')
const CREATE = /^\/me\/videos$/
const context = providerContext()

let vimeo: Awaited<ReturnType<typeof startVimeo>>

hostForEachTest(startVimeo, (started) => {
  vimeo = started
})

const account = (secrets: Readonly<Record<string, string>> = vimeo.account.secrets) =>
  providerAccount(provider, vimeo.account.settings, secrets)

async function statusOf(upload: Upload): Promise<VideoStatus | undefined> {
  return (await provider.status?.(await account(), [refOf(upload)], context))?.get(upload.remoteId ?? '')
}

describe('an upload to Vimeo', () => {
  it('makes the video with its name and options and sends every byte', async () => {
    const start = { name: 'match.mov', title: 'Match day 🎬', options: { description: 'Final', privacy: 'nobody' } }
    const { outcome, upload } = await sendByProvider(provider, await account(), clip, start)
    expect(outcome).toEqual({ kind: 'complete' })
    const id = upload.remoteId ?? ''
    expect(vimeo.details(id)).toMatchObject({ name: 'Match day 🎬', description: 'Final', privacy: 'nobody' })
    expect(vimeo.videos()).toEqual([{ id, title: 'Match day 🎬', sizeBytes: clip.length, status: 'transcode_starting' }])
    expect(await vimeo.sha256(id)).toBe(createHash('sha256').update(clip).digest('hex'))
  })

  it('shows the token to the API only, and asks the upload host for nothing but HEAD and PATCH', async () => {
    await sendByProvider(provider, await account(), clip)
    expect(vimeo.upload.requests.map(({ method }) => method)).toEqual(['HEAD', 'PATCH'])
    expect(vimeo.upload.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('notes that it asks before it asks, and the video with its link before any byte', async () => {
    const { notes, upload } = await sendByProvider(provider, await account(), clip, { name: 'C0001.MP4' })
    expect(notes).toEqual([
      { made: { askedAt: expect.stringMatching(/^\d+$/) } },
      { remoteId: upload.remoteId, uploadUrl: vimeo.details(upload.remoteId ?? '')?.link, made: {} },
    ])
    expect(vimeo.details(upload.remoteId ?? '')?.name).toBe('C0001')
    for (const secret of vimeo.secretTexts()) expect(JSON.stringify(upload.remote)).not.toContain(secret)
  })

  it('takes the size of a request that was asked for', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip, { chunkBytes: 100_000 })
    expect(vimeo.chunks(upload.remoteId ?? '')).toEqual([100_000, 100_000, 100_000])
  })

  it('goes on after a break with the noted link and makes nothing again', async () => {
    vimeo.upload.refuse('PATCH', /./, { status: 502 })
    const first = await sendByProvider(provider, await account(), clip)
    expect(failureIn(first.outcome).code).toBe('server.error')
    const second = await sendByProvider(provider, await account(), clip, first.upload)
    expect(second.outcome).toEqual({ kind: 'complete' })
    expect(second.notes).toEqual([])
    expect(vimeo.api.requestsTo('POST', CREATE)).toHaveLength(1)
  })

  it('says that metadata is not possible before anything is made', async () => {
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip, { metadata: { take: '3' } }))
    expect(refusal.code).toBe('input.invalid')
    expect(vimeo.api.requests).toEqual([])
  })
})

describe('the simulated upload host', () => {
  it('refuses what the real one refuses', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip)
    const link = upload.uploadUrl ?? ''
    const tus = { 'Tus-Resumable': '1.0.0' }
    expect((await fetch(link, { method: 'POST', headers: tus })).status).toBe(405)
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(412)
    expect((await fetch(link, { method: 'HEAD', headers: tus })).status).toBe(200)
  })
})

describe('a refusal to make the video', () => {
  it('for a wrong token means signing in again', async () => {
    const refusal = await refusalOf(sendByProvider(provider, await account({ accessToken: 'wrong-token' }), clip))
    expect(refusal).toMatchObject({ code: 'account.signIn', params: { account: 'Studio' } })
    expect(messageOf(refusal)).not.toContain('wrong-token')
  })

  it('for a revoked token leaves nothing behind, and a new one makes one video', async () => {
    const secrets = vimeo.revoke()
    expect((await refusalOf(sendByProvider(provider, await account(), clip))).code).toBe('account.signIn')
    const { outcome } = await sendByProvider(provider, await account(secrets), clip)
    expect(outcome).toEqual({ kind: 'complete' })
    expect(vimeo.videos()).toHaveLength(1)
  })

  it('for a missing scope names it', async () => {
    vimeo.scopes.delete('upload')
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip))
    expect(refusal.code).toBe('account.forbidden')
    expect(refusal.detail).toContain('"upload" scope')
  })

  it('for a full account is the quota, in Vimeo’s words', async () => {
    vimeo.setFreeBytes(clip.length - 1)
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip))
    expect(refusal).toMatchObject({
      code: 'account.quota',
      detail: 'You do not have enough free space to upload this video.',
    })
  })

  it('for a privacy that Vimeo does not know shows Vimeo’s words', async () => {
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip, { options: { privacy: 'secret' } }))
    expect(refusal.code).toBe('server.rejected')
    expect(refusal.detail).toContain('privacy.view must be one of anybody')
  })

  it('for too many calls waits as long as Vimeo says', async () => {
    vimeo.api.refuse('POST', CREATE, { status: 429, headers: { 'retry-after': '30' }, json: { error: 'Too many API requests.' } })
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip))
    expect(refusal).toMatchObject({ code: 'server.busy', retryAfterMs: 30_000, detail: 'Too many API requests.' })
  })

  it('that repeats the token is shown without it', async () => {
    const token = vimeo.account.secrets.accessToken
    vimeo.api.refuse('POST', CREATE, { status: 400, json: { error: `unknown token ${token}` } })
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip))
    expect(refusal.detail).toBe('unknown token …')
  })
})

describe('a video that was made by an attempt which then ended', () => {
  /** Reelay ends while Vimeo makes the video; what is stored then is the time at which it asked. */
  async function interrupted(start: Partial<Upload> = {}): Promise<Partial<Upload>> {
    const askedAt = String(Date.now())
    const controller = new AbortController()
    const held = vimeo.api.hold('POST', CREATE)
    const attempt = sendByProvider(provider, await account(), clip, start, { signal: controller.signal })
    await held
    controller.abort()
    await attempt.catch(() => null)
    return { ...start, remote: { askedAt } }
  }

  it('is found and used: there is one video', async () => {
    const start = await interrupted()
    const [orphan] = vimeo.videos()
    const { outcome, upload } = await sendByProvider(provider, await account(), clip, start)
    expect(outcome).toEqual({ kind: 'complete' })
    expect(upload.remoteId).toBe(orphan?.id)
    expect(vimeo.videos()).toHaveLength(1)
    expect(vimeo.api.requestsTo('POST', CREATE)).toHaveLength(1)
  })

  it('is deleted and made anew when Vimeo does not give its link again', async () => {
    vimeo.setListsLinks(false)
    const start = await interrupted()
    const [orphan] = vimeo.videos()
    const { outcome, upload } = await sendByProvider(provider, await account(), clip, start)
    expect(outcome).toEqual({ kind: 'complete' })
    expect(vimeo.videos().map(({ id }) => id)).toEqual([upload.remoteId])
    expect(upload.remoteId).not.toBe(orphan?.id)
  })

  it('is left to a person when the token may not delete it; no second one is made', async () => {
    vimeo.setListsLinks(false)
    vimeo.scopes.delete('delete')
    const start = await interrupted({ title: 'Final' })
    const refusal = await refusalOf(sendByProvider(provider, await account(), clip, start))
    expect(refusal).toMatchObject({ code: 'upload.orphan', params: { name: 'Final' } })
    expect(vimeo.videos()).toHaveLength(1)
  })

  it('is not mistaken for one of another name or size, an older one, a finished one, or one that has its upload', async () => {
    await sendByProvider(provider, await account(), clip, { title: 'Final' })
    await interrupted({ title: 'Other' })
    await interrupted({ title: 'Final' })
    const known = vimeo.videos().map(({ id }) => id)
    const taken = known.slice(1)
    vimeo.advance(60_000)
    await vimeo.make('Final', clip.length + 1)
    const start = { title: 'Final', remote: { askedAt: String(Date.now()) } }
    const { upload } = await sendByProvider(provider, await account(), clip, start, { taken })
    expect(known).not.toContain(upload.remoteId)
    expect(vimeo.videos()).toHaveLength(5)

    const late = { title: 'Other', remote: { askedAt: String(Date.now() + 3_600_000) } }
    await sendByProvider(provider, await account(), clip, late)
    expect(vimeo.videos()).toHaveLength(6)
  })

  it('is found behind many newer ones', async () => {
    const start = await interrupted({ title: 'Final' })
    for (let count = 0; count < 55; count += 1) await vimeo.make(`Newer ${count}`, 1_000)
    const { outcome } = await sendByProvider(provider, await account(), clip, start)
    expect(outcome).toEqual({ kind: 'complete' })
    expect(vimeo.videos().filter(({ title }) => title === 'Final')).toHaveLength(1)
    expect(vimeo.api.requestsTo('GET', /^\/me\/videos/)).toHaveLength(2)
  })
})

describe('the upload link', () => {
  it('that has expired is an expired upload, and no failure repeats it', async () => {
    vimeo.upload.refuse('PATCH', /./, { status: 502 })
    const first = await sendByProvider(provider, await account(), clip)
    vimeo.advance(25 * 3_600_000)
    const second = await sendByProvider(provider, await account(), clip, first.upload)
    expect(failureIn(second.outcome).code).toBe('upload.expired')
    const words = JSON.stringify([failureIn(first.outcome), failureIn(second.outcome)])
    for (const secret of vimeo.secretTexts()) expect(words).not.toContain(secret)
  })

  it('is asked for when a video is noted without it', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip)
    const bare = { remoteId: await vimeo.make('one', clip.length), uploadUrl: null }
    const second = await sendByProvider(provider, await account(), clip, bare)
    expect(second.outcome).toEqual({ kind: 'complete' })
    expect(second.upload.remoteId).toBe(bare.remoteId)
    // A finished one has none any more.
    const finished = { remoteId: upload.remoteId, uploadUrl: null }
    expect((await refusalOf(sendByProvider(provider, await account(), clip, finished))).code).toBe('upload.expired')
  })

  it.each([
    ['http://files.example.com/x', 'server.foreign'],
    ['https://files.example.com/x', 'server.foreign'],
  ])('%s of a stand-in is not followed; its video is noted', async (link, code) => {
    vimeo.api.refuse('POST', CREATE, { status: 201, json: { uri: '/videos/77', upload: { upload_link: link } } })
    vimeo.api.refuse('GET', /^\/videos\/77/, { status: 200, json: { upload: { upload_link: link } } })
    const notes: RemoteNote[] = []
    const watched = prepareContext({ note: (note) => void notes.push(note) })
    expect((await refusalOf(provider.prepare(await account(), anUpload(), watched))).code).toBe(code)
    expect(notes.at(-1)).toEqual({ remoteId: '77', made: {} })
  })
})

describe('after the upload', () => {
  it('the video goes through its steps to its links', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip)
    const seen = [await statusOf(upload), await statusOf(upload)]
    expect(seen.map((status) => [status?.state, status?.words])).toEqual([
      ['pending', 'transcoding'],
      ['complete', 'available'],
    ])
    expect(seen[1]?.links).toEqual({
      watch: `https://vimeo.com/${upload.remoteId}`,
      embed: expect.stringContaining(`https://player.vimeo.com/video/${upload.remoteId}`),
    })
  })

  it('a failure in processing is said in Vimeo’s word', async () => {
    vimeo.failProcessing('transcoding_error')
    const { upload } = await sendByProvider(provider, await account(), clip)
    expect(await statusOf(upload)).toMatchObject({ state: 'failed', reason: 'transcoding_error' })
  })

  it('title and options can be changed', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip, { options: { description: 'First' } })
    const change = { title: 'Second cut', options: { description: '', privacy: 'unlisted' } }
    await provider.update?.(await account(), refOf(upload), change, context)
    expect(vimeo.details(upload.remoteId ?? '')).toMatchObject({ name: 'Second cut', description: '', privacy: 'unlisted' })
    const back = { options: { privacy: '' } }
    const refusal = await refusalOf(Promise.resolve(provider.update?.(await account(), refOf(upload), back, context)))
    expect(refusal.code).toBe('input.invalid')
  })

  it('a video can be deleted, and is then gone', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip)
    expect(await provider.remove?.(await account(), refOf(upload), context)).toBe('deleted')
    expect(vimeo.videos()).toEqual([])
    expect(await provider.remove?.(await account(), refOf(upload), context)).toBe('gone')
    expect(await statusOf(upload)).toMatchObject({ state: 'gone' })
  })

  it('a token that may not delete is said to be the reason', async () => {
    const { upload } = await sendByProvider(provider, await account(), clip)
    vimeo.scopes.delete('delete')
    const refusal = await refusalOf(Promise.resolve(provider.remove?.(await account(), refOf(upload), context)))
    expect(refusal.code).toBe('account.forbidden')
    expect(vimeo.videos()).toHaveLength(1)
  })
})

describe('the connection test', () => {
  it('says whose token it is and how much room there is', async () => {
    expect(await inEnglish(provider.test(await account(), context))).toMatchObject({
      message: 'Vimeo answers and knows this token as Match Day Films.',
      details: ['5.00 GB of 5.00 GB free.', expect.any(String)],
      checks: [{ check: 'signIn', ok: true }],
      room: { free: 5_000_000_000, total: 5_000_000_000, unit: 'bytes' },
    })
    expect(vimeo.api.requests).toHaveLength(1)
  })

  it('gets by without details that Vimeo leaves out', async () => {
    vimeo.api.refuse('GET', /^\/me/, { status: 200, json: {} })
    expect(await inEnglish(provider.test(await account(), context))).toMatchObject({
      message: 'Vimeo answers and accepts this token.',
      room: null,
    })
  })

  it('fails with a wrong token', async () => {
    expect((await refusalOf(provider.test(await account({ accessToken: 'nope' }), context))).code).toBe('account.signIn')
  })
})
