/** Secrets of a command come from where nobody else can read them; one that stands in the arguments works, and is warned of. */
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'

const TOKEN = 't0ken-nobody-else-reads'
const WARNING = 'which other users of this machine can read in the list of processes'

async function harness() {
  const cli = await openCliHarness()
  const { folder, server, run, start } = cli
  const seen = new Map<string, string>()
  server.intercept((request) => {
    for (const [name, value] of Object.entries(request.headers)) seen.set(name, String(value))
    return false
  })
  await writeMedia(folder.in('clip.mp4'), 10_000)
  const upload = ['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint]
  return {
    in: folder.in,
    server,
    seen,
    cli: (args: readonly string[], env: Record<string, string> = {}) => run(args, { env }),
    start,
    args: (...headers: string[]) => [...upload, ...headers.flatMap((header) => ['--header', header])],
    [Symbol.asyncDispose]: cli[Symbol.asyncDispose],
  }
}

describe('a header', () => {
  it('takes its value, or its last word, from a variable, a file and standard input', async () => {
    await using at = await harness()
    await writeFile(at.in('key.txt'), `${TOKEN}-file\r\n`)
    await using running = at.start(
      at.args('Authorization: Bearer env:MY_TOKEN', `X-Api-Key: file:${at.in('key.txt')}`, 'Cookie: -', 'X-Team: env: is a word'),
    )
    running.child.stdin?.end(`session=${TOKEN}-input\n`)
    expect((await running.result).code).toBe(2)
    const env = { MY_TOKEN: `${TOKEN}-env`, ' is a word': 'x' }
    const result = await at.cli(at.args('Authorization: Bearer env:MY_TOKEN', `X-Api-Key: file:${at.in('key.txt')}`), env)
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' })
    expect([at.seen.get('authorization'), at.seen.get('x-api-key')]).toEqual([`Bearer ${TOKEN}-env`, `${TOKEN}-file`])
  })

  it('comes from standard input, and only one option can take that', async () => {
    await using at = await harness()
    await using running = at.start(at.args('Cookie: -'))
    running.child.stdin?.end(`session=${TOKEN}\n`)
    expect((await running.result).code).toBe(0)
    expect(at.seen.get('cookie')).toBe(`session=${TOKEN}`)
    const twice = await at.cli(at.args('Cookie: -', 'X-Api-Key: -'))
    expect(twice).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('standard input was read by --header “Cookie” already'),
    })
  })

  it('is read as whole lines from a file, with whatever mark an editor puts before them', async () => {
    await using at = await harness()
    const lines = `Authorization: Bearer ${TOKEN}\r\n\r\nX-Api-Key: ${TOKEN}-2\r\n`
    const files: Readonly<Record<string, Buffer>> = {
      'utf-8': Buffer.from(lines),
      'utf-8 with a mark': Buffer.from(`\uFEFF${lines}`),
      'utf-16 with a mark': Buffer.from(`\uFEFF${lines}`, 'utf16le'),
      'utf-16 without one': Buffer.from(lines, 'utf16le'),
      'utf-16 the other way round': Buffer.from(`\uFEFF${lines}`, 'utf16le').swap16(),
    }
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(at.in(name), bytes)
      at.seen.clear()
      const { code, stderr } = await at.cli([...at.args(`file:${at.in(name)}`), '--again'])
      expect({ name, code, stderr }).toEqual({ name, code: 0, stderr: '' })
      expect([at.seen.get('authorization'), at.seen.get('x-api-key')]).toEqual([`Bearer ${TOKEN}`, `${TOKEN}-2`])
    }
    await writeFile(at.in('picture'), Buffer.from([0x89, 0x50, 0xff, 0x00, 0xd8, 0x00]))
    expect(await at.cli(at.args(`file:${at.in('picture')}`))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not text in UTF-8 or UTF-16'),
    })
  })

  it.each(['Authorization: Bearer abcdefgh', 'Cookie: a=b', 'X-Api-Key: abc', 'X-My-Token: abc', 'X-Other: Basic YTpiYg=='])(
    'that stands in the arguments works, and is warned of: %s',
    async (header) => {
      await using at = await harness()
      const { code, stderr } = await at.cli(at.args(header))
      expect(code).toBe(0)
      expect(stderr).toContain(WARNING)
      expect(stderr).toContain(`--header '${header.split(':')[0]}: env:VARIABLE'`)
      expect(stderr).not.toContain(header.split(': ')[1])
    },
  )

  it('that is no secret is not warned of, and one that is none is not repeated', async () => {
    await using at = await harness()
    expect((await at.cli(at.args('X-Upsert: true', 'Accept-Language: de'))).stderr).toBe('')
    const wrong = await at.cli(at.args(`${TOKEN}`))
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--header takes “Name: value”') })
    expect(wrong.stderr).not.toContain(TOKEN)
    const unset = await at.cli(at.args('X-Api-Key: env:NOT_THERE'))
    expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('the variable NOT_THERE is not set') })
  })
})

describe('an address with a secret in it', () => {
  it('is warned of as an endpoint, a field and a link; from elsewhere it is not seen', async () => {
    await using at = await harness()
    const address = `${at.server.endpoint}?token=${TOKEN}`
    const literal = await at.cli(['upload', at.in('clip.mp4'), '--endpoint', address])
    expect({ code: literal.code, warned: literal.stderr.includes(`--endpoint holds a secret, ${WARNING}`) }).toEqual({
      code: 0,
      warned: true,
    })
    const added = await at.cli(['account', 'add', 'tus', 'One', '--set', `endpoint=${address}`])
    expect({ code: added.code, warned: added.stderr.includes('--set endpoint holds a secret') }).toEqual({
      code: 0,
      warned: true,
    })
    const link = await at.cli(['import', `https://files.test/1.mp4?X-Amz-Signature=${TOKEN}`, '--account', 'One'])
    expect(link.stderr).toContain('a link holds a secret')
    const proxy = await at.cli(['settings', 'set', `proxyUrl=http://me:${TOKEN}@proxy.test:3128`])
    expect(proxy).toMatchObject({ code: 2, stderr: expect.stringContaining('proxyUrl holds a secret') })
    for (const { stderr, stdout } of [literal, added, link, proxy]) expect(stderr + stdout).not.toContain(TOKEN)

    await writeFile(at.in('address.txt'), `${address}\n`)
    await using running = at.start(['upload', at.in('clip.mp4'), '--again', '--endpoint', `file:${at.in('address.txt')}`])
    const listed = await readFile(`/proc/${running.child.pid}/cmdline`, 'utf8')
    const quiet = await running.result
    expect({ code: quiet.code, stderr: quiet.stderr }).toEqual({ code: 0, stderr: '' })
    expect(listed).not.toContain(TOKEN)
  })

  it.each([
    `ftp://me:${TOKEN}@files.test/`,
    `https://me:${TOKEN}@files.test/`,
    `//me:${TOKEN}@files.test/?x=${TOKEN}`,
    `nothing?token=${TOKEN}`,
  ])('that cannot be used is refused without being repeated: %s', async (address) => {
    await using at = await harness()
    const { code, stderr, stdout } = await at.cli(['upload', at.in('clip.mp4'), '--endpoint', address])
    expect(code).toBe(2)
    expect(stderr + stdout).not.toContain(TOKEN)
  })
})

it('a secret given in place of where it is, is refused without being repeated', async () => {
  await using at = await harness()
  for (const secret of [TOKEN, `apiKey=${TOKEN}`, `apiKey:${TOKEN}`]) {
    const { code, stderr } = await at.cli(['account', 'add', 'bunny', 'One', '--set', 'libraryId=1', '--secret', secret])
    expect(code).toBe(2)
    expect(stderr).not.toContain(TOKEN)
  }
})
