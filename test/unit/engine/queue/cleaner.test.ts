import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors.ts'
import type { Cleanup, CleanupExcept } from '../../../../src-main/engine/queue/cleanup-store.ts'
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

/** What is still to be deleted. */
const left = ({ journal }: Harness): string[] =>
  journal.cleanups.due(Number.MAX_SAFE_INTEGER, 10_000).map(({ uploadUrl }) => uploadUrl ?? '')

/** Deleting at the host does this, whatever is to be deleted. */
function answersWith(harness: Harness, answer: () => Promise<'deleted' | 'gone' | 'unsupported'>): { readonly asked: number } {
  const counted = { asked: 0 }
  harness.transfer.terminate = async () => {
    counted.asked += 1
    return answer()
  }
  return counted
}

/** Begins an upload and cancels it, so that its part at the host is to be deleted. */
async function cancelled(harness: Harness, name: string, account = 'one'): Promise<string> {
  const [id = ''] = await harness.add([name], account)
  await harness.create(name, `https://${account}.test/files/${name}`)
  await harness.engine.queue.commands.cancel({ ids: [id] })
  await harness.clock.settle()
  return id
}

describe('what is to be deleted at a host', () => {
  it('is not forgotten because of an error that nobody expected: that is logged, and asked again later and later', async () => {
    const log = keepingLog()
    const harness = await startedHarness({ log })
    const bugs = answersWith(harness, () => Promise.reject(new TypeError('undefined is not a function')))
    await cancelled(harness, 'one.mp4')
    expect([bugs.asked, left(harness)]).toEqual([1, ['https://one.test/files/one.mp4']])
    expect(log.errors).toMatchObject([{ cause: { message: 'undefined is not a function' } }])
    await harness.clock.advance(MINUTE)
    expect(bugs.asked).toBeGreaterThan(1)
    expect(bugs.asked).toBeLessThan(5)
    answersWith(harness, async () => 'deleted')
    await harness.clock.advance(6 * MINUTE)
    expect(left(harness)).toEqual([])
  })

  it('waits without counting while the host cannot be reached, however long that is', async () => {
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

  it('is given up after many refusals, and the row says so', async () => {
    const harness = await startedHarness()
    answersWith(harness, () => Promise.reject(REFUSED))
    const id = await cancelled(harness, 'one.mp4')
    await harness.clock.advance(120 * MINUTE)
    expect(left(harness)).toEqual([])
    expect(harness.engine.queue.details(id).history.at(-1)?.event).toBe('undeleted')
  })

  it('is deleted for other accounts while one of them cannot be used', async () => {
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

  it('is read one at a time, and nothing but what may be asked for now', async () => {
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

  it('answers when the host has answered', async () => {
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

  it('answers with the reason at once when it was not deleted, and in time when the host says nothing', async () => {
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

  const keepsAway = [
    ['asked for time', failure('server.busy', { host: 'one.test' }, { retryAfterMs: 600_000 })],
    ['refuses the account', failure('account.signIn', { account: 'Server one' })],
    ['cannot be reached', failure('network.unreachable', { host: 'one.test' })],
  ] as const

  it.each(keepsAway)('says at once why a host that %s is not asked', async (_, problem) => {
    const harness = await startedHarness()
    const ids = await harness.add(['one.mp4', 'two.mp4'])
    for (const name of ['one.mp4', 'two.mp4']) await harness.create(name)
    const counted = answersWith(harness, () => Promise.reject(new FailureError(problem)))
    await harness.engine.queue.commands.cancel({ ids: [ids[0] ?? ''], ...waiting })
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [ids[1] ?? ''], ...waiting })
    expect(deletions).toMatchObject({ open: 1, problems: [{ id: ids[1], failure: { code: problem.code } }] })
    expect(counted.asked).toBe(1)
  })

  it.each(keepsAway)('hears from one answer of all that a host that %s is not asked for', async (_, problem) => {
    const harness = await startedHarness()
    const ids = await harness.add(['one.mp4', 'two.mp4', 'three.mp4'])
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4']) await harness.create(name)
    const counted = answersWith(harness, () => Promise.reject(new FailureError(problem)))
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [...ids], ...waiting })
    expect(deletions).toMatchObject({ open: 3, problems: ids.map((id) => ({ id, failure: { code: problem.code } })) })
    expect(counted.asked).toBe(1)
  })

  it('says at once that a host asked for time before Reelay was started', async () => {
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

  it('has them deleted where uploads are not sent', async () => {
    const first = await startedHarness()
    const [id = ''] = await first.add(['one.mp4'])
    await first.create('one.mp4')
    await first.engine.queue.close()
    const harness = createHarness({ journal: first.journal, secrets: first.secrets })
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [id], ...waiting })
    expect(deletions).toMatchObject({ deleted: 1, open: 0 })
  })

  it('has nothing to wait for where nothing is at the host', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const { deletions } = await harness.engine.queue.commands.cancel({ ids: [id], ...waiting })
    expect(deletions).toEqual({ deleted: 0, kept: 0, undeleted: 0, open: 0, problems: [] })
  })
})
