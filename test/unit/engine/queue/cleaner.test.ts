import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { Cleanup, CleanupExcept } from '../../../../src-main/engine/queue/jobs/cleanup-store.ts'
import { keepingLog } from '../../../support/fakes.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const MINUTE = 60_000
const OFFLINE = new FailureError(failure('network.unreachable', { host: 'one.test' }))
const REFUSED = new FailureError(failure('server.error', { host: 'one.test', status: 500 }))

function aCleanup(change: Partial<Cleanup> = {}): Cleanup {
  return {
    id: 'c',
    uploadUrl: 'https://one.test/files/1',
    remoteId: null,
    remote: {},
    title: 'Match',
    sentAt: 1,
    accountId: 'one',
    uploadId: 'u',
    attempts: 0,
    dueAt: 0,
    ...change,
  }
}

/** The pending deletions. */
const left = ({ journal }: Harness): string[] =>
  journal.cleanups.due(Number.MAX_SAFE_INTEGER, 10_000).map(({ uploadUrl }) => uploadUrl ?? '')

/** Replaces every deletion at the host. */
function answersWith(harness: Harness, answer: () => Promise<'deleted' | 'gone' | 'unsupported'>): { readonly count: number } {
  const requests = { count: 0 }
  harness.transfer.terminate = async () => {
    requests.count += 1
    return answer()
  }
  return requests
}

/** Begins an upload and cancels it, so that its part at the host is to be deleted. */
async function cancelled(harness: Harness, name: string, account = 'one'): Promise<string> {
  const [id = ''] = await harness.add([name], account)
  await harness.create(name, `https://${account}.test/files/${name}`)
  await harness.engine.queue.commands.cancel({ ids: [id] })
  await harness.clock.settle()
  return id
}

describe('a deletion at a host', () => {
  it('is repeated with growing pauses after an unexpected error, which is logged', async () => {
    const log = keepingLog()
    const harness = await startedHarness({ log })
    const bugs = answersWith(harness, () => Promise.reject(new TypeError('undefined is not a function')))
    await cancelled(harness, 'one.mp4')
    expect([bugs.count, left(harness)]).toEqual([1, ['https://one.test/files/one.mp4']])
    expect(log.errors).toMatchObject([{ cause: { message: 'undefined is not a function' } }])
    await harness.clock.advance(MINUTE)
    expect(bugs.count).toBeGreaterThan(1)
    expect(bugs.count).toBeLessThan(5)
    answersWith(harness, async () => 'deleted')
    await harness.clock.advance(6 * MINUTE)
    expect(left(harness)).toEqual([])
  })

  it('waits without counting attempts while the host cannot be reached, however long that is', async () => {
    const harness = await startedHarness()
    answersWith(harness, () => Promise.reject(OFFLINE))
    const id = await cancelled(harness, 'one.mp4')
    await harness.clock.advance(3 * 60 * MINUTE)
    expect(left(harness)).toEqual(['https://one.test/files/one.mp4'])
    answersWith(harness, async () => 'deleted')
    await harness.clock.advance(MINUTE)
    expect(left(harness)).toEqual([])
    expect(harness.engine.queue.details(id).history.at(-1)?.event).toBe('terminated')
  })

  it('waits no longer than was meant when the clock is set back', async () => {
    const harness = await startedHarness()
    answersWith(harness, () => Promise.reject(OFFLINE))
    await cancelled(harness, 'one.mp4')
    answersWith(harness, async () => 'deleted')
    harness.clock.set(-60 * MINUTE)
    harness.engine.queue.clockMoved(-60 * MINUTE)
    await harness.clock.advance(MINUTE)
    expect(left(harness)).toEqual([])
  })

  it('is given up after many refusals, which its history reports', async () => {
    const harness = await startedHarness()
    answersWith(harness, () => Promise.reject(REFUSED))
    const id = await cancelled(harness, 'one.mp4')
    await harness.clock.advance(120 * MINUTE)
    expect(left(harness)).toEqual([])
    expect(harness.engine.queue.details(id).history.at(-1)?.event).toBe('undeleted')
  })

  it('goes on for other accounts while one of them cannot be used', async () => {
    const harness = await startedHarness()
    const deleted: string[] = []
    harness.transfer.terminate = async (url) => {
      if (url.startsWith('https://one.test')) throw OFFLINE
      deleted.push(url)
      return 'deleted'
    }
    for (const name of clipNames(12)) await cancelled(harness, name)
    await cancelled(harness, 'other.mp4', 'two')
    expect(deleted).toEqual(['https://two.test/files/other.mp4'])
    expect(left(harness)).toHaveLength(12)
  })

  it('is read one at a time, and only for accounts that may be used now', async () => {
    const harness = await startedHarness()
    for (let number = 0; number < 3_000; number += 1) {
      harness.journal.cleanups.add(aCleanup({ id: `c${number}`, uploadUrl: `https://one.test/files/${number}` }))
    }
    let most = 0
    const due = harness.journal.cleanups.due
    Object.assign(harness.journal.cleanups, {
      due(now: number, limit: number, except?: CleanupExcept) {
        const rows = due(now, limit, except)
        most = Math.max(most, rows.length)
        return rows
      },
    })
    await harness.engine.queue.cleanedUp()
    expect(harness.transfer.terminated).toHaveLength(3_000)
    expect(most).toBe(1)
  }, 30_000)
})

describe('a command that waits for deletions', () => {
  const waiting = { waitMs: 20_000 }

  it('returns when the host has answered', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    let answer = (): void => {}
    harness.transfer.terminate = () =>
      new Promise((resolve) => {
        answer = () => resolve('deleted')
      })
    let isAnswered = false
    const cancelled = harness.engine.queue.commands.cancel({ ids: [id], ...waiting }).finally(() => {
      isAnswered = true
    })
    await harness.clock.settle()
    expect(isAnswered).toBe(false)
    answer()
    await harness.clock.settle()
    expect((await cancelled).deletions).toMatchObject({ deleted: 1, open: 0 })
  })

  it('returns at once with the reason of a refusal, and at its time limit when the host does not answer', async () => {
    const harness = await startedHarness()
    const ids = await harness.add(['one.mp4', 'two.mp4'])
    for (const name of ['one.mp4', 'two.mp4']) await harness.create(name)
    answersWith(harness, () => Promise.reject(REFUSED))
    const refused = await harness.engine.queue.commands.cancel({ ids: [ids[0] ?? ''], ...waiting })
    expect(refused.deletions).toMatchObject({ deleted: 0, open: 1, problems: [{ id: ids[0], failure: REFUSED.failure }] })
    answersWith(harness, () => new Promise(() => {}))
    const silent = harness.engine.queue.commands.remove({ ids: [ids[1] ?? ''], ...waiting })
    await harness.clock.advance(waiting.waitMs + 1)
    expect((await silent).deletions).toEqual({ deleted: 0, kept: 0, undeleted: 0, open: 1, problems: [] })
  })

  const notRequested = [
    ['asked for time', failure('server.busy', { host: 'one.test' }, { retryAfterMs: 600_000 })],
    ['refuses the account', failure('account.signIn', { account: 'Server one' })],
    ['cannot be reached', failure('network.unreachable', { host: 'one.test' })],
  ] as const

  it.each(notRequested)('returns at once with the reason when a host that %s is not requested', async (_, problem) => {
    const harness = await startedHarness()
    const ids = await harness.add(['one.mp4', 'two.mp4'])
    for (const name of ['one.mp4', 'two.mp4']) await harness.create(name)
    const requests = answersWith(harness, () => Promise.reject(new FailureError(problem)))
    await harness.engine.queue.commands.cancel({ ids: [ids[0] ?? ''], ...waiting })
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [ids[1] ?? ''], ...waiting })
    expect(deletions).toMatchObject({ open: 1, problems: [{ id: ids[1], failure: { code: problem.code } }] })
    expect(requests.count).toBe(1)
  })

  it.each(notRequested)('returns the reason for all deletions after one answer of a host that %s', async (_, problem) => {
    const harness = await startedHarness()
    const ids = await harness.add(['one.mp4', 'two.mp4', 'three.mp4'])
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4']) await harness.create(name)
    const requests = answersWith(harness, () => Promise.reject(new FailureError(problem)))
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [...ids], ...waiting })
    expect(deletions).toMatchObject({ open: 3, problems: ids.map((id) => ({ id, failure: { code: problem.code } })) })
    expect(requests.count).toBe(1)
  })

  it('returns at once where the account has been resting since before the start', async () => {
    const first = await startedHarness()
    const [id = ''] = await first.add(['one.mp4'])
    const send = await first.create('one.mp4')
    send.end({ kind: 'failed', failure: failure('server.busy', { host: 'one.test' }, { retryAfterMs: 600_000 }) })
    await first.clock.settle()
    await first.engine.queue.close()
    const harness = await startedHarness({ journal: first.journal, secrets: first.secrets })
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [id], ...waiting })
    expect(deletions).toMatchObject({ open: 1, problems: [{ id, failure: { code: 'server.busy' } }] })
    expect(harness.transfer.terminated).toEqual([])
  })

  it('learns why an account rests without what its host repeats of a key', async () => {
    const harness = await startedHarness()
    harness.known.note('k3y-of-the-account')
    const [id = ''] = await harness.add(['one.mp4'], 'film')
    await harness.finish('one.mp4')
    const detail = 'too many requests with k3y-of-the-account'
    harness.host.failOptionalRequestsWith(failure('server.busy', { host: 'video.test' }, { detail, retryAfterMs: 600_000 }))
    await harness.clock.advance(2_000)
    const { deletions } = await harness.engine.queue.commands.remove({ ids: [id], remote: 'delete', ...waiting })
    expect(deletions).toMatchObject({ problems: [{ id, failure: { code: 'server.busy', detail: 'too many requests with …' } }] })
  })

  it('starts the deletions even where uploads are not sent', async () => {
    const first = await startedHarness()
    const [id = ''] = await first.add(['one.mp4'])
    await first.create('one.mp4')
    await first.engine.queue.close()
    const harness = createHarness({ journal: first.journal, secrets: first.secrets })
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [id], ...waiting })
    expect(deletions).toMatchObject({ deleted: 1, open: 0 })
  })

  it('does not wait where nothing is at the host', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [id], ...waiting })
    expect(deletions).toEqual({ deleted: 0, kept: 0, undeleted: 0, open: 0, problems: [] })
  })
})
