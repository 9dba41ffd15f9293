/** The plain tus provider with the settings of the Supabase preset, against a server that insists on Supabase’s rules. */
import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { createTusProvider } from '../../../src-main/adapters/providers/tus/provider.ts'
import { dispositionOf, messageOf } from '../../../src-main/contract/errors/errors.ts'
import { inEnglish } from '../../support/english-test.ts'
import {
  failureIn,
  guarded,
  providerAccount,
  providerContext,
  sendByProvider,
  testTransfer,
} from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { SUPABASE_CHUNK_BYTES, startSupabase } from '../../support/simulators/supabase.ts'

const provider = guarded(createTusProvider({ transfer: testTransfer }))
const small = Buffer.from('a clip')
const large = Buffer.alloc(SUPABASE_CHUNK_BYTES * 2 + 1234, 'frame ')

let supabase: Awaited<ReturnType<typeof startSupabase>>

hostForEachTest(startSupabase, (started) => {
  supabase = started
})

const account = (secrets = supabase.account.secrets) => providerAccount(provider, supabase.account.settings, secrets)

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

describe('an upload to Supabase Storage', () => {
  it('arrives whole, in chunks of exactly 6 MiB whatever the upload asks for', async () => {
    const { outcome } = await sendByProvider(provider, await account(), large, { name: 'match.mov', chunkBytes: 50_000_000 })
    expect(outcome).toEqual({ kind: 'complete' })
    const [video] = supabase.videos()
    expect(video).toMatchObject({ title: 'match.mov', sizeBytes: large.length, status: 'stored' })
    expect(supabase.chunks(video?.id ?? '')).toEqual([SUPABASE_CHUNK_BYTES, SUPABASE_CHUNK_BYTES, 1234])
    expect(await supabase.sha256(video?.id ?? '')).toBe(sha256(large))
  })

  it('is refused without the fixed size, which shows that the rule is needed', async () => {
    const { fixedChunks: _, ...settings } = supabase.account.settings
    const loose = await providerAccount(provider, settings, supabase.account.secrets)
    const { outcome } = await sendByProvider(provider, loose, large, { chunkBytes: 7_000_000 })
    expect(failureIn(outcome)).toMatchObject({ code: 'server.rejected', detail: 'The chunk size must be 6 MiB' })
  })

  it('gives every file a name of its own that the bucket takes', async () => {
    const files = ['Höhe punkte 1.mov', 'ハイライト.mp4', 'C0001.MP4']
    for (const name of files) {
      const { outcome } = await sendByProvider(provider, await account(), small, { name })
      expect(outcome).toEqual({ kind: 'complete' })
    }
    expect(supabase.objects()).toEqual([
      { name: 'Hohe_punkte_1.mov', contentType: 'video/quicktime' },
      { name: '_.mp4', contentType: 'video/mp4' },
      { name: 'C0001.MP4', contentType: 'video/mp4' },
    ])
  })

  it('ends in Supabase’s own words when the object is there already, unless x-upsert is set', async () => {
    await sendByProvider(provider, await account(), small)
    const again = failureIn((await sendByProvider(provider, await account(), small)).outcome)
    expect(again).toMatchObject({ code: 'server.rejected', detail: 'Asset Already Exists' })
    expect(dispositionOf(again)).toBe('final')
    const headers = `${supabase.account.secrets.headers}\nx-upsert: true`
    expect((await sendByProvider(provider, await account({ headers }), small)).outcome).toEqual({ kind: 'complete' })
  })

  it('says which bucket is not there', async () => {
    const settings = {
      ...supabase.account.settings,
      metadata: 'bucketName=nowhere\nobjectName={safename}\ncontentType={filetype}',
    }
    const { outcome } = await sendByProvider(provider, await providerAccount(provider, settings, supabase.account.secrets), small)
    expect(failureIn(outcome).detail).toBe('Bucket not found')
  })
})

describe('a token that Supabase refuses', () => {
  it('means signing in again, although the answer is a 400, and never shows up', async () => {
    const wrong = await account({ headers: 'Authorization: Bearer wrong-token-1234' })
    const failure = failureIn((await sendByProvider(provider, wrong, small)).outcome)
    expect(failure).toMatchObject({ code: 'account.signIn' })
    expect(messageOf(failure)).not.toContain('wrong-token-1234')
    expect(supabase.videos()).toEqual([])
  })

  it('keeps the progress: a new one goes on with the same upload', async () => {
    supabase.slowDown(30_000_000)
    const sending = sendByProvider(provider, await account(), large)
    await vi.waitUntil(() => supabase.chunks(supabase.videos()[0]?.id ?? '').length === 2, 60_000)
    const { headers } = supabase.revoke()
    const first = await sending
    expect(failureIn(first.outcome).code).toBe('account.signIn')
    expect(first.upload.acceptedBytes).toBe(SUPABASE_CHUNK_BYTES * 2)

    const stillOld = await sendByProvider(provider, await account(), large, first.upload)
    expect(failureIn(stillOld.outcome).code).toBe('account.signIn')
    const renewed = await sendByProvider(provider, await account({ headers: headers ?? '' }), large, stillOld.upload)
    expect(renewed.outcome).toEqual({ kind: 'complete' })
    const [video, ...others] = supabase.videos()
    expect(others).toEqual([])
    // The last one twice: refused with the old token, taken with the new one. Nothing else was sent again.
    expect(supabase.chunks(video?.id ?? '')).toEqual([SUPABASE_CHUNK_BYTES, SUPABASE_CHUNK_BYTES, 1234, 1234])
    expect(await supabase.sha256(video?.id ?? '')).toBe(sha256(large))
  })

  it('is taken out of words that repeat it', async () => {
    const { headers } = supabase.account.secrets
    supabase.api.refuse('POST', /./, { status: 403, text: `not with ${headers}` })
    const failure = failureIn((await sendByProvider(provider, await account(), small)).outcome)
    expect(failure.code).toBe('account.forbidden')
    for (const secret of supabase.secretTexts()) expect(JSON.stringify(failure)).not.toContain(secret)
  })
})

it('an upload address that is older than a day is an expired upload', async () => {
  supabase.api.refuse('PATCH', /./, { status: 500 })
  const { upload } = await sendByProvider(provider, await account(), large)
  supabase.advance(24 * 3_600_000 + 1_000)
  const { outcome } = await sendByProvider(provider, await account(), large, upload)
  expect(failureIn(outcome).code).toBe('upload.expired')
})

it('the connection test needs no more than the endpoint', async () => {
  const test = await inEnglish(provider.test(await account(), providerContext()))
  expect(test).toMatchObject({ checks: [{ check: 'uploads', ok: true }], message: 'The server answers and accepts uploads.' })
})
