import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnosticsText } from '../../src-main/contract/diagnostics.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { openInProcess } from '../support/in-process.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Every one of these is put where Reelay keeps or meets secrets. */
const PLANTED = {
  header: 'hdr-5f3a9c1e77',
  query: 'qry-8b2d4e6f90',
  proxy: 'prx-1c3e5a7b9d',
  apiKey: '1234$ak9f8e7d6c5b4a',
  logged: 'log-0a9b8c7d6e',
} as const

async function station() {
  const harness = await openCliHarness()
  const env = {
    HEADER: `X-Key: ${PLANTED.header}`,
    QUERY: `${harness.server.endpoint}?token=${PLANTED.query}`,
    PROXY: `me:${PLANTED.proxy}`,
    KEY: PLANTED.apiKey,
  }
  return { ...harness, cli: (...args: string[]) => harness.run(args, { json: false, env }) }
}

describe('diagnostics', () => {
  it('say what is needed, and none of the secrets that are planted everywhere', async () => {
    await using place = await station()
    const { cli, folder, dataDir } = place
    await writeMedia(folder.in('Private name of a clip.mp4'), 10_000)
    await mkdir(folder.in('Private folder'))
    await cli(
      'account',
      'add',
      'tus',
      'Private name of an account',
      '--set',
      'endpoint=env:QUERY',
      '--secret',
      'headers=env:HEADER',
    )
    await cli('account', 'add', 'gcore', 'Another', '--secret', 'apiKey=env:KEY')
    await cli(
      'settings',
      'set',
      'proxyMode=none',
      'proxyUrl=http://proxy.test:3128',
      'concurrency=7',
      '--secret',
      'proxy=env:PROXY',
      '--proxy',
      'http://proxy.test:3128',
    )
    await cli('watch', 'add', folder.in('Private folder'), '--account', 'Private name of an account')
    expect((await cli('upload', folder.in('Private name of a clip.mp4'), '--account', 'Private name of an account')).code).toBe(0)
    // What a careless line of an earlier version may have left in the log.
    const line = { level: 50, time: 1_700_000_000_000, area: 'queue', msg: `refused token=${PLANTED.logged}` }
    const watched = { ...line, level: 40, area: 'watch', msg: 'changes in “/media/a “Private” show” cannot be watched: no space' }
    const cause = "Error: ENOENT: no such file or directory, open '/media/The boys' Private cut.mov'\n    at open (file.ts:1:1)"
    const read = { ...line, area: 'files', msg: 'a file was not read', cause }
    const lines = [line, watched, read].map((one) => `${JSON.stringify(one)}\n`).join('')
    await writeFile(join(dataDir, 'logs', 'reelay.log'), lines, { flag: 'a' })

    const { code, stdout } = await cli('diagnostics')
    expect(code).toBe(0)
    for (const secret of Object.values(PLANTED)) expect(stdout).not.toContain(secret)
    expect(stdout).not.toMatch(/Private|boys|proxy\.test/)
    for (const part of [
      /^Reelay \d+\.\d+\.\d+ \(headless, from the sources\), \d{4}-/m,
      /^System: \S+ \S+/m,
      /^Runtime: node 24\./m,
      /^Data folder: .*, writable, .* free$/m,
      /^Secure storage: a key file that only this user can read, secure$/m,
      /^Accounts: tus 1, gcore 1$/m,
      /^Uploads: 1 done;/m,
      /^ {2}1: \w+, .* drive/m,
      /^ {2}concurrency 7$/m,
      /^ {2}proxyUrl is set$/m,
      /^ {2}sign-ins of proxies: 1$/m,
      /^ {2}2023-\S+ queue: refused token=…$/m,
      /^ {2}2023-\S+ watch: changes in “…” cannot be watched: no space$/m,
      /^ {2}2023-\S+ files: a file was not read \(Error: ENOENT: no such file or directory, open '…'\)$/m,
    ])
      expect(stdout).toMatch(part)

    const json = (await cli('--json', 'diagnostics')).stdout
    expect(JSON.parse(json)).toMatchObject({ type: 'diagnostics', host: 'headless', uploads: { done: 1 } })
    for (const secret of Object.values(PLANTED)) expect(json).not.toContain(secret)
  })

  it('are there although the keychain does not answer, and say so', async () => {
    await using folder = await tempFolder()
    const { reelay, ask } = await openInProcess(
      folder.path,
      { scope: 'session', overrides: {} },
      {},
      {
        availability: () => new Promise(() => {}),
      },
    )
    const text = diagnosticsText(await ask('app.diagnostics', {}))
    expect(text).toContain('Secure storage: a mirror, NOT secure: it does not answer; it may be locked')
    // It is there, so nobody is told that there is none.
    expect((await ask('app.info', {})).secureStorage).toEqual({ available: true, reason: null })
    await reelay.close()
  })
})

describe('the log of an upload on the command line', () => {
  it('tells every attempt and request with status, time, offset and request id, also after a restart, without secrets', async () => {
    await using place = await station()
    const { cli, folder, dataDir, server } = place
    await writeMedia(folder.in('clip.mp4'), 3_000_000)
    await cli('account', 'add', 'tus', 'Studio', '--set', 'endpoint=env:QUERY', '--secret', 'headers=env:HEADER')
    expect((await cli('upload', folder.in('clip.mp4'), '--account', 'Studio', '--chunk-size', '1000000')).code).toBe(0)
    const id = (await cli('queue', 'list')).stdout.split(' ')[0] ?? ''

    const { stdout, code } = await cli('queue', 'log', id)
    expect(code).toBe(0)
    const { host } = new URL(server.endpoint)
    expect(stdout).toMatch(/^Upload \S+: clip\.mp4$/m)
    expect(stdout).toMatch(/an attempt begins, process \d+$/m)
    expect(stdout).toMatch(new RegExp(`POST http://${host}/…\\S*: 201.*, location http://${host}/…\\S{4} after \\d+ ms$`, 'm'))
    expect(stdout.match(/PATCH \S+, 1000000 bytes from \d+: 204, upload-offset \d+ after \d+ ms$/gm)).toHaveLength(3)
    expect(stdout).toMatch(/verified: \w+ → done at 3000000 bytes$/m)
    for (const secret of Object.values(PLANTED)) expect(stdout).not.toContain(secret)
    const [address] = await server.uploads()
    expect(stdout).not.toContain(String(address))

    const logs = await readdir(join(dataDir, 'logs', 'uploads'))
    expect(logs).toEqual([`${id}.log`])
    for (const secret of Object.values(PLANTED))
      expect(await readFile(join(dataDir, 'logs', 'uploads', `${id}.log`), 'utf8')).not.toContain(secret)

    await cli('queue', 'remove', id)
    expect(await readdir(join(dataDir, 'logs', 'uploads'))).toEqual([])
    expect((await cli('queue', 'log', id)).code).not.toBe(0)
  })
})

describe('the licences of a build', () => {
  it('are listed on the command line with their texts, those of the interface and of what is loaded when it runs included', async () => {
    await using place = await station()
    const { stdout, code } = await place.cli('licences')
    expect(code).toBe(0)
    for (const name of ['@vue/runtime-core', 'reka-ui', 'tus-js-client', 'fastify', '@parcel/watcher', 'electron'])
      expect(stdout).toContain(`── ${name} `)
    expect(stdout.match(/^── \S+ \S+: .+$/gm)?.length).toBeGreaterThan(100)
  })
})
