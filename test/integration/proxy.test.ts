import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type CliResult, runCli, startCli } from '../support/cli.ts'
import { filesWith } from '../support/files-with.ts'
import { type HttpProxy, startHttpProxy } from '../support/http-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { AUTHORITY, startTlsFront } from '../support/tls-front.ts'
import { startTusServer } from '../support/tus-server.ts'

const MEGABYTE = 1_000_000
const PASSWORD = 'c0rrect horse'
const SIGN_IN = `studio:${PASSWORD}`

/** Without the variables of the machine that runs the tests. */
const NO_ENVIRONMENT = Object.fromEntries(
  ['http', 'https', 'all', 'no'].flatMap((kind) => [
    [`${kind}_proxy`, ''],
    [`${kind.toUpperCase()}_PROXY`, ''],
  ]),
)

async function site(proxyOptions: { signIn?: string } = {}) {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored'), relativeLocation: true })
  const front = await startTlsFront(() => server.port)
  const proxy = await startHttpProxy(proxyOptions)
  const dataDir = folder.in('data')
  const printed: string[] = []
  const cli = async (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> => {
    const result = await runCli(args, { dataDir, env: { ...NO_ENVIRONMENT, ...env } })
    printed.push(result.stdout, result.stderr)
    return result
  }
  return {
    folder,
    server,
    front,
    proxy,
    dataDir,
    printed,
    cli,
    /** The only way to `files.test`: its name means something to the proxy alone. */
    plainEndpoint: `http://files.test:${server.port}/files/`,
    useProxy: (...more: string[]) => cli(['settings', 'set', 'proxyMode=manual', `proxyUrl=${proxy.url}`, ...more]),
    signIn: (value: string) => cli(['settings', 'set', '--secret', 'proxy=env:PROXY_SIGN_IN'], { PROXY_SIGN_IN: value }),
    upload: (endpoint: string, ...more: string[]) =>
      cli(['--verbose', 'upload', folder.in('clip.mp4'), '--endpoint', endpoint, ...more]),
    /** What an upload runs into first; it is ended then. */
    async firstProblem(endpoint: string, env: Record<string, string> = {}) {
      const args = ['upload', folder.in('clip.mp4'), '--endpoint', endpoint]
      await using running = startCli(args, { dataDir, env: { ...NO_ENVIRONMENT, ...env } })
      const line = await running.waitFor((one) => code(one) !== undefined)
      running.kill('SIGINT')
      await running.result
      return { code: code(line), state: line['state'] }
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await front[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

function failureOf({ lines }: CliResult): { code: string; message: string } | null {
  return (lines.findLast((line) => line.type === 'upload')?.['failure'] ?? null) as { code: string; message: string } | null
}

const creations = (requests: readonly string[]): number => requests.filter((request) => request.startsWith('POST')).length
const tunnels = ({ requests }: HttpProxy): number => requests.filter((request) => request.startsWith('CONNECT')).length

describe('through a proxy that wants a sign-in', () => {
  it('an https upload with an authority of its own arrives, in few tunnels, and the password stays where it belongs', async () => {
    await using here = await site({ signIn: SIGN_IN })
    const hash = await writeMedia(here.folder.in('clip.mp4'), 8 * MEGABYTE)
    expect((await here.useProxy(`caFile=${AUTHORITY}`)).code).toBe(0)
    const stored = await here.signIn(SIGN_IN)
    expect(stored.lines[0]).toMatchObject({
      type: 'settings',
      proxyMode: 'manual',
      caFile: AUTHORITY,
      proxySignIn: [here.proxy.url],
    })

    const { code } = await here.upload(here.front.url, '--chunk-size', '1000000')
    expect({ code, hash: await here.server.storedSha256() }).toEqual({ code: 0, hash })
    expect(new Set(here.proxy.requests)).toEqual(new Set([`CONNECT files.test:${here.front.port}`]))
    // Eight requests and more, over connections that are kept.
    expect(here.server.requests.length).toBeGreaterThan(8)
    expect(tunnels(here.proxy)).toBeLessThanOrEqual(2)

    expect(await filesWith(here.dataDir, [SIGN_IN, PASSWORD])).toEqual([])
    expect(here.printed.join('')).not.toContain('c0rrect')
    expect(here.printed.join('')).not.toContain(Buffer.from(SIGN_IN).toString('base64'))
  })

  it('a plain upload goes in absolute form', async () => {
    await using here = await site({ signIn: SIGN_IN })
    const hash = await writeMedia(here.folder.in('clip.mp4'), 3 * MEGABYTE)
    await here.useProxy()
    await here.signIn(SIGN_IN)
    const { code } = await here.upload(here.plainEndpoint)
    expect({ code, hash: await here.server.storedSha256() }).toEqual({ code: 0, hash })
    expect(here.proxy.requests).toContain(`POST ${here.plainEndpoint}`)
    expect(tunnels(here.proxy)).toBe(0)
  })

  it.each(['https', 'http'])('a wrong password (%s) is named, the right one lets the same row go on', async (kind) => {
    await using here = await site({ signIn: SIGN_IN })
    const endpoint = kind === 'https' ? here.front.url : here.plainEndpoint
    await writeMedia(here.folder.in('clip.mp4'), MEGABYTE)
    await here.useProxy(`caFile=${AUTHORITY}`)
    await here.signIn('studio:wr0ng')
    const refused = await here.upload(endpoint)
    expect(refused.code).toBe(3)
    expect(failureOf(refused)).toMatchObject({
      code: 'network.proxyAuth',
      message: expect.stringContaining(`The proxy ${here.proxy.host} wants a sign-in`),
    })
    expect(here.server.requests).toEqual([])
    await here.signIn(SIGN_IN)
    expect((await here.upload(endpoint)).code).toBe(0)
    expect(await here.server.uploads()).toHaveLength(1)
    expect(here.printed.join('')).not.toMatch(/wr0ng|c0rrect/)
  })

  it('an empty sign-in forgets the stored one', async () => {
    await using here = await site({ signIn: SIGN_IN })
    await here.useProxy()
    expect((await here.signIn(SIGN_IN)).lines[0]).toMatchObject({ proxySignIn: [here.proxy.url] })
    expect((await here.signIn('')).lines[0]).toMatchObject({ proxySignIn: [] })
  })
})

describe('the sign-in of one proxy', () => {
  it.each(['https', 'http'])(
    'is not sent to another one that the environment names (%s), which asks for its own',
    async (kind) => {
      await using here = await site()
      await using other = await startHttpProxy({ signIn: 'other:0wn' })
      await writeMedia(here.folder.in('clip.mp4'), 10_000)
      await here.useProxy(`caFile=${AUTHORITY}`)
      await here.signIn(SIGN_IN)
      await here.cli(['settings', 'set', 'proxyMode=system'])
      const env = { HTTP_PROXY: other.url, HTTPS_PROXY: other.url }
      const args = [
        '--verbose',
        'upload',
        here.folder.in('clip.mp4'),
        '--endpoint',
        kind === 'https' ? here.front.url : here.plainEndpoint,
      ]
      const refused = await here.cli(args, env)
      expect(failureOf(refused)).toMatchObject({ code: 'network.proxyAuth', message: expect.stringContaining(other.host) })
      expect(other.signIns.length).toBeGreaterThan(0)
      expect(new Set(other.signIns)).toEqual(new Set([null]))

      const own = ['settings', 'set', '--secret', 'proxy=env:OWN', '--proxy', other.host]
      expect((await here.cli(own, { OWN: 'other:0wn' })).lines[0]).toMatchObject({ proxySignIn: [here.proxy.url, other.url] })
      expect((await here.cli(args, env)).code).toBe(0)
      expect(new Set(other.signIns)).toEqual(new Set([null, 'other:0wn']))
    },
  )
})

describe('a proxy that fails', () => {
  it.each(['https', 'http'])('in the middle (%s) and returns: the upload goes on, without a second one', async (kind) => {
    await using here = await site()
    const hash = await writeMedia(here.folder.in('clip.mp4'), 12 * MEGABYTE)
    await here.useProxy(`caFile=${AUTHORITY}`)
    here.server.slowDown(6 * MEGABYTE)
    here.proxy.dieAfter(4 * MEGABYTE)
    const endpoint = kind === 'https' ? here.front.url : here.plainEndpoint
    const args = ['upload', here.folder.in('clip.mp4'), '--endpoint', endpoint]
    await using running = startCli(args, { dataDir: here.dataDir, env: NO_ENVIRONMENT })
    // Once for the connection that broke, then for the proxy that is not there.
    const waiting = await running.waitFor((line) => code(line) === 'network.proxy')
    expect(waiting).toMatchObject({
      state: 'waiting',
      waiting: { reason: 'offline', message: expect.stringContaining(`Cannot reach the proxy ${here.proxy.host}`) },
    })
    here.server.slowDown(Number.POSITIVE_INFINITY)
    await here.proxy.start()
    expect((await running.result).code).toBe(0)
    expect(await here.server.storedSha256()).toBe(hash)
    expect(creations(here.server.requests)).toBe(1)
  })

  it.each([
    [403, 'network.proxyUnusable', 'needs-attention'],
    [502, 'network.behindProxy', 'waiting'],
  ])('with %i is told apart from the host', async (status, expected, state) => {
    await using here = await site()
    await writeMedia(here.folder.in('clip.mp4'), 10_000)
    await here.useProxy()
    here.proxy.answerConnect(status)
    expect(await here.firstProblem(here.front.url)).toMatchObject({ code: expected, state })
  })

  it('with silence is given up by the watchdog', async () => {
    await using here = await site()
    await writeMedia(here.folder.in('clip.mp4'), 10_000)
    await here.useProxy('stallSeconds=5')
    here.proxy.answerConnect('silence')
    const args = ['upload', here.folder.in('clip.mp4'), '--endpoint', here.front.url]
    await using running = startCli(args, { dataDir: here.dataDir, env: NO_ENVIRONMENT })
    await running.waitFor((line) => code(line) === 'network.stalled')
  })
})

describe('the environment', () => {
  it('names the proxy, credentials included, and NO_PROXY exempts', async () => {
    await using here = await site({ signIn: SIGN_IN })
    await writeMedia(here.folder.in('clip.mp4'), MEGABYTE)
    const [name = '', password = ''] = SIGN_IN.split(':')
    const withSignIn = here.proxy.url.replace('http://', `http://${name}:${encodeURIComponent(password)}@`)
    const env = { HTTP_PROXY: withSignIn }
    const exempt = await here.firstProblem(here.plainEndpoint, { ...env, NO_PROXY: 'files.test' })
    expect(exempt?.code).toBe('network.dns')
    expect(here.proxy.requests).toEqual([])
    const through = await here.cli(['--verbose', 'upload', here.folder.in('clip.mp4'), '--endpoint', here.plainEndpoint], env)
    expect(through.code).toBe(0)
    expect(creations(here.proxy.requests)).toBe(1)
    expect(await filesWith(here.dataDir, [SIGN_IN, PASSWORD])).toEqual([])
    expect(here.printed.join('')).not.toContain('c0rrect')
  })

  it('counts for nothing on this machine itself, nor when no proxy is wanted', async () => {
    await using here = await site()
    await writeMedia(here.folder.in('clip.mp4'), 10_000)
    const env = { HTTP_PROXY: here.proxy.url }
    expect((await here.cli(['upload', here.folder.in('clip.mp4'), '--endpoint', here.server.endpoint], env)).code).toBe(0)
    await here.cli(['settings', 'set', 'proxyMode=none'])
    expect((await here.firstProblem(here.plainEndpoint, env))?.code).toBe('network.dns')
    expect(here.proxy.requests).toEqual([])
  })
})

describe('a certificate of an authority that this computer does not know', () => {
  it('is refused with host, reason and where to name the authority; a file that broke later is named, too', async () => {
    await using here = await site()
    await writeMedia(here.folder.in('clip.mp4'), 10_000)
    await here.useProxy()
    const unknown = failureOf(await here.upload(here.front.url))
    expect(unknown).toMatchObject({
      code: 'network.tls',
      message: expect.stringMatching(/certificate of files\.test:\d+ cannot be trusted.*does not know|missing.*caFile/),
    })
    expect(unknown?.message).toContain('caFile')

    const own = here.folder.in('own.pem')
    await writeFile(own, await readFile(AUTHORITY))
    expect((await here.cli(['settings', 'set', `caFile=${own}`])).code).toBe(0)
    await writeFile(own, 'not a certificate')
    expect(failureOf(await here.upload(here.front.url))?.message).toContain(`the CA file ${own} could not be used`)
    // A host that does not need it is served all the same.
    expect((await here.upload(here.plainEndpoint)).code).toBe(0)

    await writeFile(own, await readFile(AUTHORITY))
    expect((await here.upload(here.front.url)).code).toBe(0)
  })
})

describe('settings that cannot be used', () => {
  it.each([
    ['proxyUrl=http://me:s3cret@proxy:3128', 'proxyUrl: a name and password do not belong'],
    ['proxyUrl=socks5://proxy:1', 'proxyUrl: it must start with'],
    ['proxyMode=manual', 'proxyUrl: a manual proxy needs its address'],
    ['caFile=/no/such/file.pem', 'caFile: /no/such/file.pem cannot be used: it was not found'],
    ['nonsense=1', 'There is no setting named “nonsense”'],
    ['concurrency=many', 'concurrency takes a number'],
    ['concurrency=99', 'concurrency: '],
  ])('%s is refused, and nothing is stored', async (pair, words) => {
    await using folder = await tempFolder()
    const { code, stdout, stderr } = await runCli(['settings', 'set', 'theme=dark', pair], { dataDir: folder.in('data') })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('s3cret')
    const { lines } = await runCli(['settings', 'list'], { dataDir: folder.in('data') })
    expect(lines[0]).toMatchObject({ type: 'settings', theme: 'system', proxyMode: 'system', proxyUrl: '', caFile: '' })
  })

  it('a sign-in that is none is refused', async () => {
    await using folder = await tempFolder()
    const options = { dataDir: folder.in('data'), env: { SIGN_IN: 'no colon in here' } }
    const { code, stderr } = await runCli(['settings', 'set', '--secret', 'proxy=env:SIGN_IN'], options)
    expect(code).toBe(2)
    expect(stderr).toContain('name:password')
    expect(stderr).not.toContain('no colon')
  })

  it('a schedule is set as JSON', async () => {
    await using folder = await tempFolder()
    const schedule = [{ days: [1, 2], from: '08:00', to: '18:00', bytesPerSecond: 1_000 }]
    const args = ['settings', 'set', `schedule=${JSON.stringify(schedule)}`, 'concurrency=5']
    const { lines } = await runCli(args, { dataDir: folder.in('data') })
    expect(lines[0]).toMatchObject({ schedule, concurrency: 5 })
  })
})

function code(line: { readonly [name: string]: unknown }): string | undefined {
  const problem = (line['failure'] ?? line['waiting']) as { code: string } | null | undefined
  return problem?.code
}
