/** Texts that hosts, names and people make up: whatever they are, they are read in proportion to their length. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { caFileProblem } from '../../src-main/adapters/network/ca-file.ts'
import { messageOf } from '../../src-main/adapters/providers/gcore/refusals.ts'
import { checkAddress } from '../../src-main/adapters/providers/kit/addresses.ts'
import { checkSettings } from '../../src-main/adapters/providers/tus/fields.ts'
import { inOneLine, retryAfter, serverMessage } from '../../src-main/adapters/tus/answers.ts'
import { linkProblem, nameOfLink, redactLink, titleOfLink } from '../../src-main/contract/addresses/link.ts'
import { FailureError } from '../../src-main/contract/errors/errors.ts'
import { englishOf } from '../../src-main/contract/i18n/phrase.ts'
import { parseBytes, parseSpeed } from '../../src-main/contract/text/format.ts'
import { fillTitle, withoutEnding } from '../../src-main/contract/text/title.ts'
import { readImportList } from '../../src-main/engine/queue/adding/import-list.ts'
import { redact } from '../../src-main/engine/redact.ts'
import { isWebPage } from '../../src-main/engine/web-page.ts'
import { growsLinearly } from '../support/growth.ts'

/** 64 kB of answers, names and lines, up to a megabyte. */
const SIZE = 64 * 1024

const answer = (body: string) => ({ status: 500, headers: {}, body, url: 'https://host.test/' })
const check = (settings: Record<string, string>): void => {
  try {
    checkSettings({ endpoint: 'https://host.test/', ...settings }, {})
  } catch (caught) {
    if (!(caught instanceof FailureError)) throw caught
  }
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'the words of a host': (text) => serverMessage(answer(text)),
  'the words of Gcore': (text) => messageOf(text),
  'whether it is a page': (text) => isWebPage(answer(text)),
  'words in short': (text) => inOneLine(text),
  'when to ask again': (text) => retryAfter({ headers: { 'retry-after': text } }, 0),
  'a line of the log': (text) => redact(text, '/home/me'),
  'a link': (text) => linkProblem(`https://host.test/${text}`),
  'what may be shown of a link': redactLink,
  'the title of a link': (text) => titleOfLink(`https://host.test/${text}`),
  'the name of a link': (text) => nameOfLink(`https://host.test/${text}`),
  'a name without its ending': withoutEnding,
  'a title': (text) => fillTitle(text, { name: 'clip', folder: 'day', changedAt: 0, index: 1, media: null }),
  'a size': parseBytes,
  'a speed': parseSpeed,
  'an endpoint': (text) => check({ endpoint: text }),
  'metadata lines': (text) => check({ metadata: text }),
  'a chunk size': (text) => check({ chunkSize: text }),
  'an address': (text) => {
    try {
      checkAddress('API', `https://host.test/${text}`)
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
    }
  },
}

/** What is repeated, with what comes before and after it. */
const SHAPES: readonly (readonly [before: string, repeated: string, after: string])[] = [
  ['', '<', ''],
  ['', '<title', ''],
  ['<title>', 'a', ''],
  ['', '<script>', ''],
  ['', '<style', ''],
  ['', '</script', ''],
  ['', '<!--', ''],
  ['1', ' ', 'x'],
  ['1', '/', 'x'],
  ['', '//', '!'],
  ['token', ' ', ''],
  ['', 'secret=', ''],
  ['', 'token invalid(', ''],
  ['', 'bearer ', ''],
  ['', 'a://', ''],
  ['', '://a@', ''],
  ['', '{', ''],
  ['', '.a', '!'],
  ['', ', ', ''],
  ['', '"', ''],
  ['url,title\n"', 'a\n', ''],
  ['', 'a,"b\n', ''],
  ['', '\r', 'x'],
]

describe.each(Object.entries(READERS))('%s', (_what, read) => {
  it.each(SHAPES)('takes no longer than in proportion: %j %j … %j', (before, repeated, after) => {
    const make = (size: number): string => before + repeated.repeat(Math.ceil(size / repeated.length)) + after
    expect(growsLinearly(SIZE / 16, make, read)).toBe(true)
  })
})

/** The shortest of three times, in milliseconds. */
async function shortest(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count < 3; count += 1) {
    const startedAt = performance.now()
    await work()
    best = Math.min(best, performance.now() - startedAt)
  }
  return best
}

it.each(SHAPES)('a list of links takes no longer than in proportion: %j %j … %j', async (before, repeated, after) => {
  const [small = 0, large = 0] = await Promise.all(
    [4_000, 64_000].map((size) =>
      shortest(async () => {
        const text = before + repeated.repeat(Math.ceil(size / repeated.length)) + after
        await readImportList(text, async () => {}).catch((caught: unknown) => {
          if (!(caught instanceof FailureError)) throw caught
        })
      }),
    ),
  )
  expect(large).toBeLessThan(Math.max(small, 1) * 16 * 4)
})

it('a file of certificates with no end takes no longer than in proportion', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-'))
  const times: number[] = []
  for (const size of [2_000, 32_000]) {
    await writeFile(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n'.repeat(size))
    times.push(
      await shortest(async () => {
        expect(englishOf((await caFileProblem(join(folder, 'ca.pem'))) ?? '')).toContain('no certificate')
      }),
    )
  }
  await rm(folder, { recursive: true })
  const [small = 0, large = 0] = times
  expect(large).toBeLessThan(Math.max(small, 1) * 16 * 4)
})

describe('the words of a page', () => {
  it.each<[string, string]>([
    ['<html><head><title>502  Bad\nGateway</title></head><body>x</body>', '502 Bad Gateway'],
    ['<p>Not <b>found</b></p>', 'Not found'],
    ['<style>p { a }</style>one<script src="x">two</script >three', 'one three'],
    ['<script>one', 'one'],
    ['a < b', 'a < b'],
    ['<SCRIPT>x</script>y', 'y'],
  ])('%s', (body, text) => expect(serverMessage(answer(body))).toBe(text))
})

it('a host asks for no longer than numbers can say', () => {
  expect(retryAfter({ headers: { 'retry-after': '9'.repeat(400) } }, 0)).toBe(604_800_000)
  expect(retryAfter({ headers: { 'retry-after': ' 120 ' } }, 0)).toBe(120_000)
})
