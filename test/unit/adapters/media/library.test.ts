import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createLibrary, LibraryError, type LibraryThread } from '../../../../src-main/adapters/media/library.ts'

const CLIP = join(import.meta.dirname, '../../../fixtures/media/h264.mp4')
/** A worker whose behaviour is chosen by the first byte of a request. */
const scriptThatBeginsAfter = (ms: number): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    await new Promise((resolve) => setTimeout(resolve, ${ms}))
    parentPort.on('message', ({ id, bytes }) => {
      if (bytes[0] === 1) for (;;);
      if (bytes[0] === 2) for (const all = []; ; ) all.push(new Array(1e6).fill(id))
      if (bytes[0] === 3) throw new Error('broken')
      parentPort.postMessage({ id, facts: { codec: 'avc' } })
    })
    parentPort.postMessage('ready')`)}`,
  )
const SCRIPT = scriptThatBeginsAfter(0)

let thread: LibraryThread
afterEach(() => thread.close())

describe('the thread of the library', () => {
  it('reads an index, and has no facts for bytes that are none', async () => {
    thread = createLibrary()
    expect(await thread.read(await readFile(CLIP))).toMatchObject({ codec: 'avc', width: 1920, height: 1080, audioChannels: 2 })
    expect(await thread.read(Buffer.from('no index'))).toBeNull()
    expect(await thread.read(Buffer.alloc(0))).toBeNull()
  })

  it.each([
    ['makes it go on for ever', 1],
    ['makes it take all memory', 2],
    ['breaks it', 3],
  ])('is ended where a file %s, and the next file is read by another', async (_case, kind) => {
    thread = createLibrary(SCRIPT, 1_500)
    expect(await thread.read(Buffer.from([0]))).toMatchObject({ codec: 'avc' })
    const [bad, good] = await Promise.all([thread.read(Buffer.from([kind])), thread.read(Buffer.from([0]))])
    expect(bad).toBeNull()
    expect(good).toMatchObject({ codec: 'avc' })
  })

  it('that cannot start is not blamed on a file', async () => {
    thread = createLibrary(new URL('file:///nowhere/at-all.js'))
    await expect(thread.read(Buffer.from([0]))).rejects.toBeInstanceOf(LibraryError)
  })

  it('may take longer to start than for a file', async () => {
    thread = createLibrary(scriptThatBeginsAfter(1_000), 60_000, 500)
    expect(await thread.read(Buffer.from([0]), false)).toMatchObject({ codec: 'avc' })
    await expect(thread.read(Buffer.from([1]), false)).rejects.toBeInstanceOf(LibraryError)
  })

  it('that takes too long to start is not blamed on a file', async () => {
    thread = createLibrary(scriptThatBeginsAfter(60_000), 300)
    await expect(thread.read(Buffer.from([0]))).rejects.toBeInstanceOf(LibraryError)
  })

  it('answers what is urgent first, and an attempt does not wait for many files that take too long', async () => {
    thread = createLibrary(SCRIPT, 60_000, 400)
    const order: string[] = []
    const later = [1, 1, 1, 1].map((kind) => thread.read(Buffer.from([kind]), false).catch((caught: unknown) => caught))
    for (const one of later) void one.then(() => order.push('later'))
    expect(await thread.read(Buffer.from([0]))).toMatchObject({ codec: 'avc' })
    order.push('urgent')
    const [first] = await Promise.all(later)
    expect(order).toEqual(['later', 'urgent', 'later', 'later', 'later'])
    // Nothing is decided about a file by so short a limit.
    expect(first).toBeInstanceOf(LibraryError)
  })

  it('rejects the running request and those that wait when it is closed', async () => {
    thread = createLibrary(SCRIPT, 60_000)
    const asked = [1, 0].map((kind) => thread.read(Buffer.from([kind])).catch((caught: unknown) => caught))
    await new Promise((resolve) => setImmediate(resolve))
    await thread.close()
    for (const one of asked) expect(await one).toBeInstanceOf(LibraryError)
  })
})
