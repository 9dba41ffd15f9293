import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../src-main/contract/errors/errors.ts'
import { createMediaAnswers } from '../../../src-main/ipc/media-answers.ts'

const SIZE = 1_000_000

function harness(readable = SIZE) {
  const reads: (readonly [offset: number, length: number])[] = []
  let open = 0
  const answers = createMediaAnswers({
    picture: async () => null,
    async openMedia(ticket) {
      if (ticket !== 'good') throw new FailureError(failure('input.invalid', { reason: 'This ticket is not valid any more.' }))
      open += 1
      let isOpen = true
      return {
        sizeBytes: SIZE,
        async read(target, offset) {
          if (offset >= readable) throw new FailureError(failure('file.changed', { path: '/clip.mov' }))
          reads.push([offset, target.length])
          return Math.min(target.length, 100_000)
        },
        async close() {
          if (isOpen) open -= 1
          isOpen = false
        },
      }
    },
    endTickets() {},
  })
  return { answers, reads, open: () => open }
}

const iterate = (body: unknown): AsyncIterator<Uint8Array> => (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()

describe('the bytes of a clip as an answer', () => {
  it('are read as they are taken, in parts, and no further than asked for; then the file is closed', async () => {
    const { answers, reads, open } = harness()
    const answer = await answers.media('good', 'bytes=500000-749999')
    expect(reads).toEqual([])
    let bytes = 0
    const body = (answer?.body ?? []) as AsyncIterable<Uint8Array>
    for await (const part of body) bytes += part.length
    expect([bytes, reads.at(0), reads.at(-1), open()]).toEqual([250_000, [500_000, 250_000], [700_000, 50_000], 0])
  })

  it.each([0, 1])('leave no file open when nobody takes the rest, after %d parts', async (parts) => {
    const { answers, open } = harness()
    const answer = await answers.media('good', null)
    const body = iterate(answer?.body)
    for (let part = 0; part < parts; part += 1) await body.next()
    expect(open()).toBe(1)
    await body.return?.()
    expect([open(), (await body.next()).done]).toEqual([0, true])
  })

  it('end where the file cannot be read on, and leave nothing open', async () => {
    const { answers, open } = harness(150_000)
    const body = iterate((await answers.media('good', null))?.body)
    await body.next()
    await body.next()
    await expect(body.next()).rejects.toMatchObject({ failure: { code: 'file.changed' } })
    expect(open()).toBe(0)
  })

  it('are none beyond the end, and none without a ticket', async () => {
    const { answers, open } = harness()
    expect(await answers.media('good', `bytes=${SIZE}-`)).toMatchObject({ status: 416, body: null })
    expect(await answers.media('bad', null)).toBeNull()
    expect(open()).toBe(0)
  })
})
