/**
 * @file A provider with a simulator that records every note, outcome and failure: after each test, none of them may contain a
 * secret of the simulator.
 */
import { afterEach, expect } from 'vitest'
import { type Failure, failureFrom, messageOf } from '../../src-main/contract/errors/errors.ts'
import type { Provider, ProviderAccount } from '../../src-main/engine/providers/provider.ts'
import type { RemoteNote, Upload } from '../../src-main/engine/queue/upload.ts'
import { anUpload } from './fakes.ts'
import { applyNote, guarded, sendByProvider } from './provider-harness.ts'
import { hostForEachTest } from './simulators/for-each-test.ts'
import type { Simulator } from './simulators/simulator.ts'

export function recordedProvider<Host extends Simulator>({
  start,
  create,
  begin,
}: {
  start: (options: { directory: string }) => Promise<Host>
  create: (host: Host) => Provider
  /** Gets both before each test. */
  begin: (host: Host, provider: Provider) => Promise<void>
}) {
  let host: Host
  let provider: Provider
  const reported: unknown[] = []

  hostForEachTest(start, async (started) => {
    host = started
    reported.length = 0
    await begin(host, replace(create(started)))
  })

  afterEach(() => {
    const text = JSON.stringify(reported)
    for (const secret of host.secretTexts()) expect(text).not.toContain(secret)
  })

  /** Uses another provider from now on, and records its notes. */
  function replace(real: Provider): Provider {
    provider = guarded({
      ...real,
      prepare: (owner, upload, context) =>
        real.prepare(owner, upload, {
          ...context,
          note(note) {
            reported.push(note)
            context.note(note)
          },
        }),
    })
    return provider
  }

  async function send(
    owner: ProviderAccount,
    content: Buffer,
    upload: Partial<Upload> = {},
    more: Parameters<typeof sendByProvider>[4] = {},
  ) {
    const run = await sendByProvider(provider, owner, content, upload, more)
    reported.push(run)
    return run
  }

  return {
    reported,
    replace,
    send,

    /** The failure of an attempt, thrown or in its outcome. */
    async refusedWith(run: Promise<{ outcome: { kind: string } }>): Promise<Failure> {
      const problem = await run.then(
        ({ outcome }) =>
          'failure' in outcome ? (outcome.failure as Failure) : failureFrom(new Error(`it ended as ${outcome.kind}`)),
        failureFrom,
      )
      reported.push(problem, messageOf(problem))
      return problem
    },

    /** An attempt that ends right after the host has served one request; returns the upload as stored. */
    async killedAt(owner: ProviderAccount, method: string, path: RegExp, content: Buffer, upload: Partial<Upload> = {}) {
      const before = reported.length
      const killer = new AbortController()
      const served = host.api.hold(method, path)
      const run = send(owner, content, upload, { signal: killer.signal }).catch(() => null)
      await served
      killer.abort(new Error('the process ended'))
      host.api.cut()
      const left = await run
      if (left) return left.upload
      return (reported.slice(before) as RemoteNote[]).reduce(applyNote, anUpload(upload))
    },
  }
}
