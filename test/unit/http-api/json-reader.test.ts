import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createBodyReader } from '../../../src-main/http-api/body.ts'
import { createJsonReader } from '../../../src-main/http-api/json-reader.ts'

const BOUNDS = { depth: 12, values: 10_000, fields: 100, textLength: 1_000 }

function read(text: string, pieceLength = text.length || 1): unknown {
  const reader = createJsonReader(BOUNDS)
  for (let at = 0; at < text.length; at += pieceLength) reader.feed(text.slice(at, at + pieceLength))
  return reader.end()
}

function outcome(work: () => unknown): unknown {
  try {
    return { value: work() }
  } catch {
    return 'refused'
  }
}

const VALUES = [
  '{}',
  '[]',
  ' {"a" : [1, -2.5e3, true, false, null, "x"] , "b":{"c":{}}} \n',
  '"one text"',
  '"with \\"quotes\\", \\\\ and \\u00e9\\n"',
  '"\\\\"',
  '7',
  '-0.5',
  'null',
  '{"a":1,"a":2}',
  '{"":"", "constructor":{"prototype":1}}',
  '["é😀漢"]',
]

const BROKEN = [
  '',
  ' ',
  '{',
  '[1,]',
  '[,1]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{a:1}',
  "{'a':1}",
  '[1 2]',
  '1 2',
  '{} {}',
  ']',
  '{]',
  '[}',
  '"open',
  '"a\nb"',
  '"\\x"',
  '01',
  '1.',
  'nul',
  'NaN',
  'undefined',
  '[1],',
  '{"a":1]',
  ':',
  '["a":1]',
  '{"a",1}',
]

describe('JSON that comes in pieces', () => {
  it.each([...VALUES, ...BROKEN])('%s means the same as it does to JSON.parse, wherever it is cut', (text) => {
    const wanted = outcome(() => JSON.parse(text))
    for (let length = 1; length <= Math.max(1, text.length); length += 1)
      expect(outcome(() => read(text, length))).toEqual(wanted)
  })

  it('means the same after any one letter was lost, doubled or changed', () => {
    const text = '{"paths":["/a\\"b","/c"],"again":false,"size":-1.5e2,"none":null,"deep":[[{}]]}'
    for (let at = 0; at < text.length; at += 1) {
      for (const put of ['', `${text[at]}${text[at]}`, ',', '"', '{', ']', ':', '\\', '1', ' ']) {
        const changed = text.slice(0, at) + put + text.slice(at + 1)
        expect([changed, outcome(() => read(changed, 3))]).toEqual([changed, outcome(() => JSON.parse(changed))])
      }
    }
  })

  it.each([
    ['nested too deeply', '['.repeat(13) + ']'.repeat(13)],
    ['nested without an end', '{"a":'.repeat(100_000)],
    ['of too many values', `[${'0,'.repeat(20_000)}0]`],
    ['with an object of too many fields', `{${Array.from({ length: 101 }, (_, index) => `"${index}":0`).join()}}`],
    ['with a text that is too long', `["${'x'.repeat(2_000)}"]`],
    ['that would change what objects are', '{"__proto__":{"isAdmin":true}}'],
    ['that spells that in another way', '{"\\u005f_proto__":{"isAdmin":true}}'],
  ])('%s is refused', (_what, text) => {
    expect(() => read(text, 1_000)).toThrow()
  })

  it('is refused at the bracket that is one too many, whatever would follow', () => {
    const reader = createJsonReader(BOUNDS)
    reader.feed('['.repeat(12))
    expect(() => reader.feed('[')).toThrow('nested too deeply')
  })
})

function piecesOf(text: string): Readable {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / 65_536)
  return Readable.from(Array.from({ length: count }, (_, index) => bytes.subarray(index * 65_536, (index + 1) * 65_536)))
}

describe('the body of a call', () => {
  it('of 100,000 paths is taken in without holding up anything else', async () => {
    const paths = Array.from(
      { length: 100_000 },
      (_, index) => `/media/card/DCIM/100MEDIA/DJI_${index} Höhepunkte “endgültig”.MP4`,
    )
    const text = JSON.stringify({ paths, destination: { default: true } })
    const bodies = createBodyReader()
    let turns = 0
    let reading = true
    const others = (async () => {
      for (; reading; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    })()
    const value = await bodies.read(piecesOf(text), { maxBytes: text.length * 2, announced: 0, quota: bodies.quota() })
    reading = false
    await others
    expect(value).toEqual({ paths, destination: { default: true } })
    expect(turns).toBeGreaterThan(3)
  })

  it('that is longer than its call may be is refused before it is read', async () => {
    const bodies = createBodyReader()
    const read = async (text: string, announced: number) =>
      bodies.read(piecesOf(text), { maxBytes: 10, announced, quota: bodies.quota() })
    const reason = { params: { most: { figure: 'bytes' } } }
    await expect(read('{}', 11)).rejects.toMatchObject({ statusCode: 413, reason })
    await expect(read('{"a":"b","c":"d"}', 0)).rejects.toMatchObject({ statusCode: 413 })
    await expect(read('', 0)).resolves.toEqual({})
  })

  it('waits for others when too much is coming in at once', () => {
    const bodies = createBodyReader()
    const one = bodies.quota()
    one.add(100 * 1024 * 1024)
    expect(() => bodies.quota().add(100 * 1024 * 1024)).toThrow()
    one.close()
    const other = bodies.quota()
    expect(() => other.add(10 * 1024 * 1024)).not.toThrow()
  })
})
