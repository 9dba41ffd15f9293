import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { toJsonBody } from '../../../src-main/http-api/json-body.ts'

const many = (count: number): unknown[] =>
  Array.from({ length: count }, (_, index) => ({ name: `clip “${index}”`, none: undefined, deep: { list: [index] } }))

describe('an answer', () => {
  it.each([
    ['a list of 101', many(101)],
    ['lists side by side', { ok: true, value: { one: many(250), none: undefined, two: [], three: many(1), four: many(1_000) } }],
    ['values without a text', { list: [...many(100), undefined, () => 1], gone: undefined }],
  ])('with %s is the text that JSON.stringify makes', async (_what, value) => {
    expect(await text(toJsonBody(value) as NodeJS.ReadableStream)).toBe(JSON.stringify(value))
  })

  it('that is short stays as it is', () => {
    const value = { ok: true, value: many(100) }
    expect(toJsonBody(value)).toBe(value)
  })

  it('is not made faster than it is taken in', async () => {
    let made = 0
    const value = Array.from({ length: 100_000 }, () => ({ toJSON: () => String(made++) }))
    const pieces = (toJsonBody(value) as AsyncIterable<string>)[Symbol.asyncIterator]()
    await pieces.next()
    for (let turns = 0; turns < 200; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(made).toBeLessThan(10_000)
    await pieces.return?.()
  })
})
