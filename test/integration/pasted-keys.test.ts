/** Keys as people paste them: what nobody sees is taken off, and what cannot be sent is named with its place. */
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import { openSimulatorHarness } from '../support/simulator-harness.ts'

const BUNNY = 'bunny'

async function addWith(key: string) {
  const harness = await openSimulatorHarness(BUNNY)
  const added = await harness.account('add', { apiKey: key })
  return { harness, added }
}

describe('a key', () => {
  it.each<[string, (key: string) => string]>([
    ['a zero-width space', (key) => `${key.slice(0, 4)}\u200b${key.slice(4)}`],
    ['a byte order mark', (key) => `\ufeff${key}`],
    ['soft hyphens', (key) => `${key.slice(0, 4)}\u00ad${key.slice(4, 9)}\u00ad${key.slice(9)}`],
    ['direction marks', (key) => `\u202a${key}\u202c\u200e`],
    ['a no-break space and line breaks around it', (key) => `\u00a0\r\n${key}\u2028\n`],
    ['quotes', (key) => `“${key}”`],
    ['the word before it', (key) => `Bearer ${key}`],
    ['all of these', (key) => `"\u200bBearer  ${key}\u00a0"\n`],
  ])('with %s is taken as it is meant', async (_what, paste) => {
    const harness = await openSimulatorHarness(BUNNY)
    await using _ = harness
    await harness.account('add', { apiKey: paste(harness.host.account.secrets['apiKey'] ?? '') })
    expect(await harness.cli('account', 'test', 'Studio')).toMatchObject({ code: 0 })
  })

  it.each([
    ['abc def', 'API key: it holds a character that cannot be sent: a space (U+0020) at 4'],
    ['abcd\nefgh', 'a line break (U+000A) at 5'],
    ['abc\u00a0def', 'a no-break space (U+00A0) at 4'],
    ['schlüssel', 'U+00FC at 5'],
    ['🔑abc', 'U+1F511 at 1'],
    ['abc”', 'U+201D at 4'],
    ['ab\u0007c', 'U+0007 at 3'],
    ['\u200b\ufeff', 'API key: it holds nothing that can be seen'],
  ])('%j is refused in words', async (key, words) => {
    const { harness, added } = await addWith(key)
    await using _ = harness
    expect(added).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
    expect(added.stderr).not.toContain('inside Reelay')
    expect((await harness.cli('account', 'list')).lines).toEqual([])
  })

  it('of a password keeps every character that may belong to it', async () => {
    await using harness = await openSimulatorHarness('mcls')
    await harness.account('add', { password: '\ufeff“pass wörd” 👨‍👩‍👧\n' })
    const [asked] = harness.host.api.requestsTo('POST', /login/)
    expect((JSON.parse(asked?.body ?? '{}') as { password?: string }).password).toBe('“pass wörd” 👨‍👩‍👧')
  })

  it('from a file of Windows is the same', async () => {
    await using harness = await openSimulatorHarness(BUNNY)
    const { settings, secrets } = harness.host.account
    await writeFile(harness.in('key.txt'), Buffer.from(`\ufeff${secrets['apiKey']}\r\n`, 'utf16le'))
    const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
    await harness.cli('account', 'add', BUNNY, 'Studio', ...set, '--secret', `apiKey=file:${harness.in('key.txt')}`)
    expect(await harness.cli('account', 'test', 'Studio')).toMatchObject({ code: 0 })
  })
})

describe('headers of a tus account', () => {
  it.each([
    ['X-Key: abc\u200bdef', null],
    ['\ufeffX-Key: abc', null],
    ['X-Key: abc🔑', 'the value of “X-Key” holds a character that cannot be sent: U+1F511 at 4'],
    ['X-Kéy: abc', 'Headers, line 1: a header needs a name and a value'],
    ['X-One: 1\nX-Two: a\u0007b', 'the value of “X-Two” holds a character that cannot be sent: U+0007 at 2'],
  ])('%j', async (headers, words) => {
    await using harness = await openSimulatorHarness(BUNNY)
    await writeFile(harness.in('headers.txt'), headers)
    const result = await harness.cli(
      ...['account', 'add', 'tus', 'Own', '--set', 'endpoint=https://tus.test/files/'],
      ...['--secret', `headers=file:${harness.in('headers.txt')}`],
    )
    expect(result.code).toBe(words === null ? 0 : 2)
    if (words !== null) expect(result.stderr).toContain(words)
    expect(result.stderr).not.toContain('inside Reelay')
  })
})

it('the sign-in of a proxy is taken without what is around it, and refused in words with what is in it', async () => {
  await using harness = await openSimulatorHarness(BUNNY)
  const set = async (signIn: string) => {
    await writeFile(harness.in('proxy.txt'), signIn)
    return harness.cli('settings', 'set', '--secret', `proxy=file:${harness.in('proxy.txt')}`, '--proxy', 'proxy.example:3128')
  }
  expect((await set('\ufeffname:pass wörd\n')).code).toBe(0)
  for (const [signIn, words] of [
    ['name:pass\u200bword', 'it holds a character that cannot be sent: U+200B at 10'],
    ['name:pass\nword', 'a line break (U+000A) at 10'],
    ['name', 'it is written as name:password'],
  ] as const) {
    const result = await set(signIn)
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
    expect(result.stderr).not.toContain('pass\u200b')
  }
})

it('whatever comes to be a header that cannot be sent is said in words, with its name and not its value', async () => {
  const http = createHttp({ limit: createRateLimit({ general: () => null, ofAccount: () => null }), userAgent: 'test' })
  const call = (headers: Record<string, string>) =>
    http
      .call({
        ...{ method: 'GET', url: 'http://127.0.0.1:9/', headers: {}, signal: new AbortController().signal },
        timeouts: { connectMs: 1_000, stallMs: 1_000, answerMs: 1_000 },
        credentials: async () => headers,
      })
      .catch((caught: unknown) => caught)
  expect(await call({ authorization: 'Bearer k\u200bey' })).toMatchObject({
    failure: { code: 'account.unsendable', params: { host: '127.0.0.1:9', header: 'authorization', character: 'U+200B at 9' } },
  })
  expect(await call({ 'x-k\u00e9y': 'value' })).toMatchObject({ failure: { code: 'account.unsendable' } })
  expect(await call({ 'x-key': 'a\r\nx-other: b' })).toMatchObject({ failure: { code: 'account.unsendable' } })
})
