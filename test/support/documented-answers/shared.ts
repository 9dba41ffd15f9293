/** @file Describes an answer that a provider reads, and has the calls that read one. */
import type { z } from 'zod'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import { anUpload } from '../fakes.ts'
import { prepareContext, providerContext } from '../provider-harness.ts'

export type ProviderName = 'cloudflare' | 'gcore' | 'mcls' | 'omegastream' | 'bunny' | 'vimeo'

export interface ReadAnswer {
  readonly provider: ProviderName
  /** What the answer is. */
  readonly title: string
  readonly schema: z.ZodType
  /** The request that is answered with it. */
  readonly request: readonly [method: string, path: RegExp]
  readonly sample: unknown
  /** Where the schema begins in the sample. */
  readonly root?: readonly (string | number)[]
  /** Answers to the other requests of the call, by method and path. */
  readonly otherAnswers?: Readonly<Record<string, unknown>>
  /** Fields without which the call cannot be made, joined by dots. */
  readonly needs: readonly string[]
  readonly run: (provider: Provider, account: ProviderAccount) => Promise<unknown>
  /** What must hold even when a needed field is missing: nothing is made twice. */
  readonly searches?: boolean
  /** The sample is answered with this status. */
  readonly status?: number
}

export const AGO = new Date(Date.now() - 60_000).toISOString()
export const NAME = 'one.mp4'
export const TITLE = 'one'
/** An attempt that ended before its answer was stored. */
export const interrupted = () => anUpload({ name: NAME, remote: { askedAt: String(Date.now() - 60_000), marker: 'one' } })

const statusWith =
  (remote: Readonly<Record<string, string>>): ReadAnswer['run'] =>
  async (provider, account) => {
    const ref = { remoteId: 'v1', remote, sentAt: Date.now(), title: TITLE }
    return (await provider.status?.(account, [ref], providerContext()))?.get('v1')
  }
export const status = statusWith({})
/** With what Bunny Stream notes of a file that was sent. */
export const statusOfSent = statusWith({ signedUntil: '0' })
export const prepare =
  (upload = () => anUpload({ name: NAME })): ReadAnswer['run'] =>
  (provider, account) =>
    provider.prepare(account, upload(), prepareContext())
export const test: ReadAnswer['run'] = (provider, account) => provider.test(account, providerContext())
export const rename: ReadAnswer['run'] = (provider, account) => {
  const ref = { remoteId: 'v1', remote: {}, sentAt: Date.now(), title: TITLE }
  return provider.update?.(account, ref, { title: 'Other', options: {} }, providerContext()) ?? Promise.resolve()
}
/** The copy of an attempt that began then, if one was interrupted. */
const copyAsked =
  (askedAt: number | null): ReadAnswer['run'] =>
  async (provider, account) => {
    const job = { uploadId: 'one', url: 'https://media.example/one.mp4', title: TITLE, options: {}, askedAt }
    const [result] = (await provider.importFrom?.(account, [job], prepareContext())) ?? []
    if (result?.failure) throw Object.assign(new Error(result.failure.code), { failure: result.failure })
    return result
  }
export const copy = copyAsked(null)
export const interruptedCopy = copyAsked(Date.now() - 60_000)
