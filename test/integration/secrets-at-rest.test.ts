/** Credentials are in the data folder only as ciphertext, also where an earlier version stored them in clear. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { MIGRATIONS } from '../../src-main/adapters/sqlite/migrations/index.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { filesWith } from '../support/files-with.ts'
import { closeServer, listenOnLoopback } from '../support/loopback.ts'
import { writeMedia } from '../support/media.ts'
import { insertCopy, insertUpload } from '../support/old-journal.ts'
import { openSimulatorHarness } from '../support/simulator-harness.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const BEFORE = MIGRATIONS.slice(0, 5)
const SIGNATURE = 'a7f3c1e9d2b4860f'

/** A gateway before a tus server that adds a token to every address that it gives out, and wants it back. */
async function withTokens(endpoint: string) {
  const { origin, pathname } = new URL(endpoint)
  const resumedAt: string[] = []
  const gateway = http.createServer((request, response) => {
    const { method = '', url = '', headers } = request
    if (method === 'HEAD') resumedAt.push(url)
    const outward = http.request(`${origin}${url.split('?')[0]}`, { method, headers }, (answer) => {
      const { location } = answer.headers
      const place = location === undefined ? {} : { location: `${new URL(location, endpoint).pathname}?token=${SIGNATURE}` }
      response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...place })
      answer.pipe(response)
    })
    outward.on('error', () => response.destroy())
    response.on('close', () => outward.destroy())
    request.pipe(outward)
  })
  const port = await listenOnLoopback(gateway)
  return {
    endpoint: `http://127.0.0.1:${port}${pathname}`,
    resumedAt,
    [Symbol.asyncDispose]: () => closeServer(gateway),
  }
}

describe('links to copy from', () => {
  it('are sealed in the journal, thousands with one key', async () => {
    await using harness = await openSimulatorHarness('gcore')
    await harness.account('add', harness.host.account.secrets)
    const links = Array.from(
      { length: 3_000 },
      (_, index) => `https://files.test/${index}.mp4?X-Amz-Signature=${SIGNATURE}${index}`,
    )
    await writeFile(harness.in('links.txt'), links.join('\n'))
    // Nothing is copied yet: what is looked at is what lies on the disk meanwhile.
    harness.host.api.refuse('POST', /./, { status: 429, headers: { 'retry-after': '600' } }, Number.POSITIVE_INFINITY)
    await using running = harness.start('import', '--from', harness.in('links.txt'), '--account', 'Studio')
    await running.waitFor((line) => line['path'] === 'https://files.test/2999.mp4?…')
    expect(await harness.filesWith([SIGNATURE])).toEqual([])
    running.kill('SIGKILL')
    await running.result
    expect(await harness.filesWith([SIGNATURE])).toEqual([])
    const secrets = JSON.parse(await readFile(join(harness.dataDir, 'secrets.json'), 'utf8')) as { data: object }
    expect(Object.keys(secrets.data).filter((name) => !name.endsWith('#apiKey'))).toEqual(['seal:1'])
    expect(harness.printed.join('')).not.toContain(SIGNATURE)
  })

  it('of an earlier version are sealed at the next start, and gone from the journal and its copies', async () => {
    await using harness = await openSimulatorHarness('gcore')
    await harness.account('add', harness.host.account.secrets)
    const accounts = await harness.cli('account', 'list')
    const account = String(accounts.lines[0]?.['id'])
    for (const name of await readdir(harness.dataDir)) {
      if (name.startsWith('journal.db')) await rm(join(harness.dataDir, name))
    }
    const old = openDatabase(join(harness.dataDir, 'journal.db'), BEFORE)
    for (let index = 0; index < 450; index += 1) {
      insertCopy(old, {
        ...{ id: `u${index}`, source_url: `https://files.test/${index}.mp4?sig=${SIGNATURE}`, account_id: account },
        ...{ position: `a${String(index).padStart(4, '0')}`, path: `https://files.test/${index}.mp4?…` },
        ...{ name: `${index}.mp4`, inode: `h${index}` },
      })
    }
    old.close()
    expect((await harness.cli('queue', 'list')).lines).toHaveLength(450)
    expect((await readdir(harness.dataDir)).filter((name) => name.includes('before-version'))).toHaveLength(1)
    expect(await harness.filesWith([SIGNATURE])).toEqual([])
    // They are what they were: the host gets the whole link.
    await using serving = harness.start('serve')
    await serving.waitFor(({ type }) => type === 'serving')
    expect((await harness.cli('queue', 'resume', 'u7')).code).toBe(0)
    await expect
      .poll(() =>
        harness.host.api
          .requestsTo('POST', /videos/)
          .map(({ body }) => body)
          .join(),
      )
      .toContain(`https://files.test/7.mp4?sig=${SIGNATURE}`)
    expect(await harness.filesWith([SIGNATURE])).toEqual([])
  })

  it('are purged again when a first try ended in between', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, BEFORE)
    insertCopy(old, { id: 'u', source_url: `https://files.test/1.mp4?sig=${SIGNATURE}` })
    old.close()
    const first = openJournal(path)
    first.clearText.seal([{ id: 'u', sealedUrl: '1.xyz' }])
    first.close()
    const second = openJournal(path)
    expect([second.clearText.links(10), second.clearText.hasLeft()]).toEqual([[], true])
    second.clearText.purge([])
    expect(second.clearText.hasLeft()).toBe(false)
    expect(second.uploads.get('u')?.sealedUrl).toBe('1.xyz')
    expect(await filesWith(folder.path, [SIGNATURE])).toEqual([])
    second.close()
  })
})

describe('an endpoint with a token in it', () => {
  it('works, goes on where it stopped, and leaves its token nowhere', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, dataDir } = harness
    await writeMedia(folder.in('clip.mp4'), 400_000)
    const env = { PLACE: `${server.endpoint}?tenant=7&token=${SIGNATURE}` }
    const args = ['--verbose', 'upload', folder.in('clip.mp4'), '--endpoint', 'env:PLACE']
    const result = await run(args, { env })
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(server.requestsBy('POST')).toEqual([expect.stringContaining(`?tenant=7&token=${SIGNATURE}`)])
    expect((await run(args, { env })).summary).toMatchObject({ skipped: 1 })
    // Another query may be another place.
    const other = await run(args, { env: { PLACE: `${server.endpoint}?tenant=8&token=${SIGNATURE}` } })
    expect(other.summary).toMatchObject({ done: 1, skipped: 0 })
    const listed = await run(['account', 'list'], { json: false })
    expect(listed.stdout).toContain(`${server.endpoint}?…`)
    const reported = [result, other, listed].map(({ stdout, stderr }) => stdout + stderr).join('')
    expect(reported).not.toContain(SIGNATURE)
    expect(await filesWith(dataDir, [SIGNATURE, 'tenant=7'])).toEqual([])
  })

  it('is kept by its account, which does not hand it to another endpoint', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, dataDir } = harness
    await using other = await startTusServer({ directory: folder.in('other') })
    const cli = (...args: string[]) => run(args, { env: { PLACE: `${server.endpoint}?token=${SIGNATURE}` } })
    expect((await cli('account', 'add', 'tus', 'Disk', '--set', 'endpoint=env:PLACE')).code).toBe(0)
    expect((await cli('account', 'test', 'Disk')).code).toBe(0)
    expect(server.requests.at(-1)).toContain(`token=${SIGNATURE}`)
    // As it is shown, and with another field: the token stays.
    expect(
      (await cli('account', 'update', 'Disk', '--set', `endpoint=${server.endpoint}?…`, '--set', 'chunkSize=1 MiB')).code,
    ).toBe(0)
    await cli('account', 'test', 'Disk')
    expect(server.requests.at(-1)).toContain(`token=${SIGNATURE}`)
    await cli('account', 'update', 'Disk', '--set', `endpoint=${other.endpoint}`)
    expect((await cli('account', 'test', 'Disk')).code).toBe(0)
    expect(other.requests.join()).not.toContain(SIGNATURE)
    expect(await filesWith(dataDir, [SIGNATURE])).toEqual([])
  })

  it('of an earlier version moves to secure storage, with the rows, the limits and the failures that name it', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, dataDir } = harness
    await mkdir(dataDir)
    const address = `${server.endpoint}?token=${SIGNATURE}`
    const id = `endpoint:${address}`
    const account = {
      ...{ id, provider: 'tus', name: address, settings: { endpoint: address } },
      defaults: { options: {}, titleTemplate: null },
      adHoc: true,
    }
    const named = { ...account, id: 'named', name: 'Disk', adHoc: false }
    await writeFile(
      join(dataDir, 'accounts.json'),
      JSON.stringify({ version: 2, data: { defaultId: id, accounts: [account, named] } }),
    )
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, data: { accountLimits: { [id]: 4_000_000 } } }))
    const old = openDatabase(join(dataDir, 'journal.db'), BEFORE)
    const failure = JSON.stringify({ code: 'server.notFound', params: { url: address, host: 'h', status: '404' } })
    insertUpload(old, {
      id: 'u',
      path: '/gone.mp4',
      account_id: id,
      state: 'failed',
      state_group: 'attention',
      failure,
      attempts: 0,
    })
    old.run(`INSERT INTO history VALUES ('u', 1, 'fail', 'failed', NULL, '${failure}')`)
    old.close()

    const listed = await run(['queue', 'list'])
    expect(listed.lines).toMatchObject([{ id: 'u', account: expect.stringMatching(/\/files\/?\?…[0-9a-f]{16}$/) }])
    const accounts = await run(['account', 'list'])
    expect(accounts.lines).toMatchObject([
      { adHoc: true, isDefault: true, storedSecrets: ['endpointQuery'], settings: { endpoint: server.endpoint } },
      { name: 'Disk', storedSecrets: ['endpointQuery'], settings: { endpoint: server.endpoint } },
    ])
    const settings = await run(['settings', 'list'])
    expect(settings.lines[0]?.['accountLimits']).toEqual({ [String(accounts.lines[0]?.['id'])]: 4_000_000 })
    expect((await run(['account', 'test', 'Disk'])).code).toBe(0)
    expect(server.requests.at(-1)).toContain(`token=${SIGNATURE}`)
    // The same address, given again, is the same account.
    await writeMedia(folder.in('clip.mp4'), 1_000)
    await run(['upload', folder.in('clip.mp4'), '--endpoint', 'env:PLACE'], { env: { PLACE: address } })
    expect((await run(['account', 'list'])).lines).toHaveLength(2)
    expect(await filesWith(dataDir, [SIGNATURE])).toEqual([])
    expect(listed.stdout + listed.stderr + accounts.stdout).not.toContain(SIGNATURE)
  })
})

it('an upload address with a key in it is stored sealed, and resumed', async () => {
  await using harness = await openCliHarness()
  const { folder, server, run, start, dataDir } = harness
  await using front = await withTokens(server.endpoint)
  await writeMedia(folder.in('clip.mp4'), 6_000_000)
  server.slowDown(2_000_000)
  const env = { SIGN_IN: 'Bearer 0123456789-abcdef' }
  const args = ['upload', folder.in('clip.mp4'), '--endpoint', front.endpoint, '--header', 'Authorization: env:SIGN_IN']
  await using running = start(args, { env })
  await running.waitFor((line) => line['state'] === 'uploading')
  expect(await filesWith(dataDir, [SIGNATURE])).toEqual([])
  running.kill('SIGKILL')
  await running.result
  server.slowDown(Number.POSITIVE_INFINITY)
  const result = await run(args, { env })
  expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
  expect(server.requestsBy('POST')).toHaveLength(1)
  expect(front.resumedAt.at(-1)).toContain(SIGNATURE)
  const receipts = await run(['receipts'])
  expect(receipts.stdout).toContain('?…')
  expect(result.stdout + receipts.stdout).not.toContain(SIGNATURE)
  expect(await filesWith(dataDir, [SIGNATURE])).toEqual([])
})
