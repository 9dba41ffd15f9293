import { describe, expect, it } from 'vitest'
import type { AddOutcome } from '../../../../src-main/contract/queue/outcomes.ts'
import type { AddInput } from '../../../../src-main/contract/requests.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, type Harness } from '../../../support/queue-harness.ts'

const BATCH = '3f0c1d2e-7a64-4c0e-9a3b-0d5d0f3f9b11'

async function add(harness: Harness, names: readonly string[], more: Partial<AddInput> = {}): Promise<AddOutcome> {
  for (const name of names) if (!harness.disk.has(`/${name}`)) harness.disk.set(`/${name}`, { ...anIdentity, inode: name })
  return askFor(harness, names, more)
}

async function askFor(harness: Harness, names: readonly string[], more: Partial<AddInput> = {}): Promise<AddOutcome> {
  const outcome = await harness.engine.queue.add({
    batchId: BATCH,
    paths: names.map((name) => `/${name}`),
    destination: { account: 'one' },
    metadata: {},
    options: {},
    again: false,
    startOver: false,
    ...more,
  })
  await harness.clock.settle()
  return outcome
}

/** The next owner of the same data folder, after the first was killed. */
async function nextOwner({ journal, disk }: Harness): Promise<Harness> {
  const next = createHarness({ journal, scope: 'session' })
  for (const [path, identity] of disk) next.disk.set(path, identity)
  next.engine.queue.start()
  await next.clock.settle()
  return next
}

function started(): Harness {
  const harness = createHarness({ scope: 'session' })
  harness.engine.queue.start()
  return harness
}

describe('a batch that is requested again', () => {
  it('while it is being added, returns the same outcome and adds nothing', async () => {
    const harness = started()
    const [one, other] = await Promise.all([add(harness, ['a', 'b']), add(harness, ['a', 'b'])])
    expect(one.added).toHaveLength(2)
    expect(other).toEqual(one)
    expect(await add(harness, ['a', 'b'])).toEqual(one)
    expect(harness.order()).toHaveLength(2)
  })

  it.each([
    ['plainly', {}],
    ['with --again', { again: true }],
    ['with --start-over', { startOver: true }],
  ])('%s, at the next owner, finds what was added, sent or not', async (_how, more) => {
    const harness = started()
    const first = await add(harness, ['a', 'b', 'c'], more)
    await harness.finish('a')
    await harness.create('b')
    const next = await nextOwner(harness)
    expect(await add(next, ['a', 'b', 'c'], more)).toEqual(first)
    expect(next.states()).toEqual({ a: 'done', b: 'preparing', c: 'preparing' })
    // What had begun is resumed.
    expect(next.send('b').job.uploadUrl).toBe('https://one.test/files/b')
  })

  it('adds only what the first owner had not added yet', async () => {
    const harness = started()
    const first = await add(harness, ['a'])
    const next = await nextOwner(harness)
    const second = await add(next, ['a', 'b'])
    expect([second.added[0], second.added.length]).toEqual([first.added[0], 2])
    expect(next.order()).toEqual(['a', 'b'])
  })

  it('starts nothing over twice that was in the queue before', async () => {
    const harness = started()
    await add(harness, ['a'], { batchId: undefined })
    await harness.create('a', 'https://one.test/files/old')
    const before = await nextOwner(harness)
    const first = await add(before, ['a'], { startOver: true })
    expect(first).toMatchObject({ added: [], resumed: [expect.any(String)] })
    await before.create('a', 'https://one.test/files/new')
    const next = await nextOwner(before)
    expect(await add(next, ['a'], { startOver: true })).toEqual(first)
    expect(next.send('a').job.uploadUrl).toBe('https://one.test/files/new')
  })

  it('does not resume what a person has stopped since', async () => {
    const harness = started()
    const first = await add(harness, ['a', 'b'])
    await harness.engine.queue.commands.pause({ ids: [first.added[0] ?? ''] })
    await harness.engine.queue.commands.cancel({ ids: [first.added[1] ?? ''] })
    const next = await nextOwner(harness)
    expect(await add(next, ['a', 'b'], { again: true })).toEqual(first)
    expect(next.states()).toEqual({ a: 'paused', b: 'cancelled' })
  })

  it('sends nothing again that was sent and removed from the list', async () => {
    const harness = started()
    const first = await add(harness, ['a'], { again: true })
    await harness.finish('a')
    await harness.engine.queue.commands.remove({ ids: [...first.added] })
    const next = await nextOwner(harness)
    expect(await add(next, ['a'], { again: true })).toMatchObject({ added: [], skipped: [{ path: '/a' }] })
  })

  it('recognises a file that is missing by now', async () => {
    const harness = started()
    const first = await add(harness, ['a'])
    await harness.finish('a')
    const next = await nextOwner(harness)
    next.disk.delete('/a')
    expect(await askFor(next, ['a'])).toEqual(first)
  })

  it('is another batch under another name: with --again a file is sent once more', async () => {
    const harness = started()
    await add(harness, ['a'])
    await harness.finish('a')
    const other = await add(harness, ['a'], { batchId: crypto.randomUUID(), again: true })
    expect(other.added).toHaveLength(1)
    expect(harness.order()).toEqual(['a', 'a'])
  })

  it('of links finds each of them, at the same owner and at the next', async () => {
    const harness = started()
    const input = {
      batchId: BATCH,
      items: ['https://clips.test/a.mp4?take=1', 'https://clips.test/a.mp4?take=2'].map((url) => ({ url, title: null })),
      destination: { account: 'film' },
      options: {},
      again: true,
    }
    const [one, other] = await Promise.all([harness.engine.queue.importLinks(input), harness.engine.queue.importLinks(input)])
    expect(one.added).toHaveLength(2)
    expect(other).toEqual(one)
    expect(await (await nextOwner(harness)).engine.queue.importLinks(input)).toEqual(one)
  })
})
