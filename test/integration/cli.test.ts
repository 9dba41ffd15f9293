import { spawnSync } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeClips, writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

describe('usage', () => {
  it.each([
    [['upload'], /missing required argument 'path'/],
    [['upload', 'a.mp4'], /Say where to send the files/],
    [['upload', 'a.mp4', '--account', 'nobody'], /There is no account named “nobody”/],
    [['upload', 'a.mp4', '--account', 'a', '--endpoint', 'http://h/'], /not both/],
    [['upload', 'a.mp4', '--endpoint', 'http://h/', '--concurrency', '11'], /from 1 to 10/],
    [['upload', 'a.mp4', '--endpoint', 'http://h/', '--chunk-size', 'big'], /--chunk-size takes a size/],
    [['upload', 'a.mp4', '--endpoint', 'http://h/', '--limit', '0'], /--limit takes at least one byte per second/],
    [['upload', 'a.mp4', '--endpoint', 'http://h/', '--meta', 'x'], /--meta takes key=value/],
    [['explode'], /unknown command 'explode'/],
    [['queue', 'pause'], /Name the uploads to pause, or use --all/],
    [['account', 'add', 'youtube', 'Mine'], /There is no provider named “youtube”/],
    [['account', 'add', 'tus', 'Mine', '--secret', 'headers=Bearer abc'], /never stands on the command line/],
    [['receipts', '--format', 'xml'], /json, csv or html/],
  ])('%j ends with 2, words on standard error and nothing on standard output', async (args, words) => {
    await using folder = await tempFolder()
    const { code, stdout, stderr } = await runCli(args, { dataDir: folder.in('data') })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(words)
  })

  it('is explained with --help', async () => {
    await using harness = await openCliHarness()
    const { code, stdout } = await harness.run(['upload', '--help'], { json: false })
    expect(code).toBe(0)
    for (const option of [
      '--account',
      '--endpoint',
      '--header',
      '--title',
      '--meta',
      '--option',
      '--concurrency',
      '--chunk-size',
      '--limit',
      '--again',
      '--start-over',
    ]) {
      expect(stdout).toContain(option)
    }
  })
})

describe('accounts', () => {
  it('are added with secrets from the environment, a file or standard input, tested, used and removed', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, dataDir } = harness
    const seen: unknown[] = []
    server.intercept((request) => {
      if (request.method === 'POST') seen.push([request.headers['x-env'], request.headers['x-key']])
      return false
    })
    await writeFile(folder.in('headers.txt'), 'X-Key: from a file\n')
    const add = (name: string, source: string) => [
      'account',
      'add',
      'tus',
      name,
      '--set',
      `endpoint=${server.endpoint}`,
      '--set',
      'metadata=project=x',
      '--secret',
      `headers=${source}`,
    ]
    expect(await run(add('Env', 'env:MY_HEADERS'), { env: { MY_HEADERS: 'X-Env: from the environment' } })).toMatchObject({
      code: 0,
    })
    expect(await run(add('File', `file:${folder.in('headers.txt')}`))).toMatchObject({ code: 0 })
    const piped = startCli(add('Pipe', '-'), { dataDir })
    piped.child.stdin?.end('X-Key: from a pipe')
    expect((await piped.result).code).toBe(0)

    const list = await run(['account', 'list'])
    expect(list.lines.map(({ name, isDefault, storedSecrets }) => ({ name, isDefault, storedSecrets }))).toEqual([
      { name: 'Env', isDefault: true, storedSecrets: ['headers'] },
      { name: 'File', isDefault: false, storedSecrets: ['headers'] },
      { name: 'Pipe', isDefault: false, storedSecrets: ['headers'] },
    ])
    expect(list.stdout).not.toContain('from')
    expect((await run(['account', 'test', 'File'])).lines[0]).toMatchObject({ type: 'test', ok: true })

    await writeMedia(folder.in('clip.mp4'), 1_000)
    for (const account of ['Env', 'file', 'Pipe']) {
      expect(
        await run(['upload', folder.in('clip.mp4'), '--account', account, '--title', 'Final', '--meta', 'take=3']),
      ).toMatchObject({ code: 0 })
    }
    expect(seen).toEqual([
      ['from the environment', undefined],
      [undefined, 'from a file'],
      [undefined, 'from a pipe'],
    ])
    expect((await server.uploads())[0]?.metadata).toEqual({
      filename: 'clip.mp4',
      filetype: 'video/mp4',
      project: 'x',
      title: 'Final',
      take: '3',
    })
    expect((await stat(folder.in('data', 'secret.key'))).mode & 0o777).toBe(0o600)
    // It goes with the process that wrote it.
    await expect(stat(folder.in('data', 'door.json'))).rejects.toThrow('ENOENT')
    expect(await readFile(folder.in('data', 'secrets.json'), 'utf8')).not.toContain('from')

    expect(await run(['account', 'remove', 'Env'])).toMatchObject({ code: 0 })
    expect((await run(['account', 'list'])).lines.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['File', true],
      ['Pipe', false],
    ])
  })

  it('say in plain words what is wrong with them', async () => {
    await using harness = await openCliHarness()
    await harness.run(['account', 'add', 'tus', 'Gone', '--set', 'endpoint=http://127.0.0.1:9/files/'])
    const { code, stderr } = await harness.run(['account', 'test', 'Gone'], { json: false })
    expect(code).toBe(1)
    expect(stderr).toContain('Cannot reach 127.0.0.1:9')
  })

  it('whose secrets were stored with another key ask to sign in again, and keep their uploads', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    await writeMedia(folder.in('clip.mp4'), 1_000)
    const add = ['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`, '--secret', 'headers=env:H']
    await run(add, { env: { H: 'X-Key: one', REELAY_SECRET_KEY: 'first words' } })
    const { code, lines } = await run(['upload', folder.in('clip.mp4')], { env: { REELAY_SECRET_KEY: 'other words' } })
    expect(code).toBe(3)
    expect(lines.findLast((line) => line.type === 'upload')).toMatchObject({ failure: { code: 'account.secretUnreadable' } })
    expect(await run(['upload', folder.in('clip.mp4')], { env: { REELAY_SECRET_KEY: 'first words' } })).toMatchObject({ code: 0 })
  })
})

describe('an upload', () => {
  it('that is interrupted with Ctrl-C saves its state, ends with 130, and goes on with the next call', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    server.slowDown(10_000_000)
    const hash = await writeMedia(folder.in('clip.mp4'), 20_000_000)
    const args = ['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint]
    await using first = harness.start(args)
    await server.untilReceived(5_000_000)
    first.kill('SIGINT')
    const result = await first.result
    expect(result).toMatchObject({ code: 130, summary: { done: 0, failed: 0, attention: 0 } })
    expect(result.stdout).toContain('Run the same command again')
    expect((await run(['queue', 'list'])).lines).toMatchObject([
      { state: 'queued', uploadUrl: expect.stringContaining('/files/') },
    ])
    server.slowDown(Number.POSITIVE_INFINITY)
    expect(await run(args)).toMatchObject({ code: 0, summary: { done: 1 } })
    const uploads = await server.uploads()
    expect(uploads).toHaveLength(1)
    expect(await server.sha256(uploads[0] as (typeof uploads)[0])).toBe(hash)
  })

  it('tells people what happened in plain lines, and names the receipt the next time', async () => {
    await using harness = await openCliHarness()
    await writeMedia(harness.folder.in('clip.mp4'), 1_500_000)
    const args = ['upload', harness.folder.in('clip.mp4'), harness.folder.in('gone.mp4'), '--endpoint', harness.server.endpoint]
    const first = await harness.run(args, { json: false })
    expect(first.stdout).toMatch(/^clip\.mp4: done, verified \(1\.50 MB\)\n1 sent \(1\.50 MB\), 1 failed in \d+ s\.\n$/)
    expect(first.stderr).toContain(`${harness.folder.in('gone.mp4')}: The file is not there.`)
    const second = await harness.run(
      args.filter((arg) => !arg.includes('gone')),
      { json: false },
    )
    expect(second.stdout).toMatch(/already sent to .* on .* \(receipt [0-9a-f-]{36}\)/)
    expect(await harness.run([...args.filter((arg) => !arg.includes('gone')), '--again'])).toMatchObject({
      code: 0,
      summary: { done: 1 },
    })
    expect(await harness.server.uploads()).toHaveLength(2)
  })

  it('draws a bar with speed and time left on a terminal', async ({ skip }) => {
    if (spawnSync('script', ['--version']).status !== 0) return skip('there is no “script” command to make a terminal with')
    await using harness = await openCliHarness()
    // Slow enough for many bars with a speed and a time left.
    harness.server.slowDown(1_000_000)
    await writeMedia(harness.folder.in('clip.mp4'), 8_000_000)
    const entry = new URL('../../out/main/headless.js', import.meta.url).pathname
    const command = `stty rows 30 cols 100; ${process.execPath} ${entry} --data-dir ${harness.dataDir} upload ${harness.folder.in('clip.mp4')} --endpoint ${harness.server.endpoint}`
    const { spawn } = await import('node:child_process')
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } })
    let screen = ''
    child.stdout.on('data', (chunk) => {
      screen += String(chunk)
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(0)
    expect(screen).toMatch(/clip\.mp4 +[█▒░]{24} +\d+ % +\d\.\d of 8\.0 MB +[\d.]+ [kM]B\/s +\d+ s/)
    expect(screen).toContain('✓ clip.mp4: done, verified (8.00 MB)')
  })

  it('stays under the limit it was given', async () => {
    await using harness = await openCliHarness()
    await writeMedia(harness.folder.in('clip.mp4'), 6_000_000)
    const before = performance.now()
    const { code } = await harness.upload(harness.folder.in('clip.mp4'), '--limit', '3MB')
    expect(code).toBe(0)
    expect(performance.now() - before).toBeGreaterThan(1_900)
  })

  it('is sent in requests of the size that was asked for', async () => {
    await using harness = await openCliHarness()
    await writeMedia(harness.folder.in('clip.mp4'), 5_000_000)
    await harness.upload(harness.folder.in('clip.mp4'), '--chunk-size', '2MB')
    expect(harness.server.requestsBy('PATCH')).toHaveLength(3)
  })
})

describe('the queue', () => {
  it('is listed and changed from the command line: pause, resume, cancel, retry, remove', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, start } = harness
    server.slowDown(50_000)
    await writeClips(folder.in('clips'), 3, 400_000)
    await using upload = start(['upload', folder.in('clips'), '--endpoint', server.endpoint, '--concurrency', '1'])
    await upload.waitFor((line) => line['state'] === 'uploading')
    const ids = (await run(['queue', 'list'])).lines.map((line) => String(line['id']))
    expect(ids).toHaveLength(3)

    expect((await run(['queue', 'pause', '--all'])).lines).toMatchObject([{ type: 'changed', changed: 3, refused: 0 }])
    expect((await run(['queue', 'list'])).lines.map((line) => line['state'])).toEqual(['paused', 'paused', 'paused'])
    expect((await run(['queue', 'resume', ids[0] as string, ids[1] as string])).code).toBe(0)
    expect((await run(['queue', 'cancel', ids[2] as string])).code).toBe(0)
    server.slowDown(Number.POSITIVE_INFINITY)
    expect(await upload.result).toMatchObject({ code: 1, summary: { done: 2, failed: 1 } })
    expect((await server.uploads()).map((stored) => stored.storedBytes)).toEqual([400_000, 400_000])

    expect((await run(['queue', 'retry', ids[2] as string])).code).toBe(0)
    expect((await run(['queue', 'pause', ids[0] as string])).code).toBe(1)
    expect((await run(['queue', 'remove', '--all'])).lines).toMatchObject([{ changed: 3 }])
    expect((await run(['queue', 'list'])).lines).toEqual([])
    expect((await run(['receipts'])).lines).toHaveLength(2)
  })

  it('deletes a cancelled upload at the host, also when the host cannot be reached at that moment', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run, start } = harness
    server.slowDown(1_000_000)
    await writeMedia(folder.in('clip.mp4'), 10_000_000)
    const args = ['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint]
    await using upload = start(args)
    await upload.waitFor((line) => line['state'] === 'uploading')
    upload.kill('SIGINT')
    await upload.result
    await server.stop()
    const [line] = (await run(['queue', 'list'])).lines
    expect((await run(['queue', 'cancel', String(line?.['id'])])).code).toBe(0)
    await server.start()
    expect(await server.uploads()).toHaveLength(1)
    await using serving = start(['serve'])
    await serving.waitFor((serve) => serve.type === 'serving')
    await until('it is deleted', async () => (await server.uploads()).length === 0)
  })
})

describe('one data folder', () => {
  it('has one owner: a second call is carried out by the first, and both end with their own result', async () => {
    await using harness = await openCliHarness()
    const { folder, server, start } = harness
    // The first is sent for as long as the second takes to start.
    server.slowDown(100_000)
    await writeMedia(folder.in('long.mp4'), 4_000_000)
    await writeMedia(folder.in('short.mp4'), 1_000_000)
    await using first = start(['upload', folder.in('long.mp4'), '--endpoint', server.endpoint])
    await first.waitFor((line) => line['state'] === 'uploading')
    await using second = start(['upload', folder.in('short.mp4'), '--endpoint', server.endpoint])
    await second.waitFor((line) => JSON.stringify(line).includes(`process ${first.child.pid}`))
    server.slowDown(Number.POSITIVE_INFINITY)
    expect(await second.result).toMatchObject({ code: 0, summary: { done: 1, bytes: 1_000_000 } })
    expect((await second.result).stdout).toContain(`process ${first.child.pid}`)
    expect(await first.result).toMatchObject({ code: 0, summary: { done: 1, bytes: 4_000_000 } })
  })

  it('is taken over when its owner ends, without a second upload', async () => {
    await using harness = await openCliHarness()
    const { folder, server, start } = harness
    server.slowDown(1_000_000)
    const hash = await writeMedia(folder.in('long.mp4'), 12_000_000)
    // It is still sent when the second has started, and never to its end.
    await writeMedia(folder.in('other.mp4'), 60_000_000)
    await using first = start(['upload', folder.in('other.mp4'), '--endpoint', server.endpoint])
    await first.waitFor((line) => line['state'] === 'uploading')
    await using second = start(['upload', folder.in('long.mp4'), '--endpoint', server.endpoint])
    await second.waitFor((line) => line['state'] === 'uploading' && Number(line['inFlightBytes']) > 1_000_000)
    expect(first.child.exitCode).toBeNull()
    first.kill('SIGKILL')
    server.slowDown(Number.POSITIVE_INFINITY)
    expect(await second.result).toMatchObject({ code: 0, summary: { done: 1 } })
    const whole = (await server.uploads()).filter((upload) => upload.metadata['filename'] === 'long.mp4')
    expect(whole).toHaveLength(1)
    expect(await server.sha256(whole[0] as (typeof whole)[0])).toBe(hash)
  })
})

describe('receipts', () => {
  it('are told as JSON lines and as CSV that a spreadsheet can read', async () => {
    await using harness = await openCliHarness()
    await writeMedia(harness.folder.in('a, "quoted".mp4'), 1_000)
    await harness.upload(harness.folder.in('a, "quoted".mp4'))
    const { lines } = await harness.run(['receipts'])
    expect(lines).toMatchObject([{ type: 'receipt', sizeBytes: 1_000, bytesSent: 1_000, attempts: 1, restarts: 0 }])
    const csv = (await harness.run(['receipts', '--format', 'csv'], { json: false })).stdout.split('\n')
    expect(csv[0]).toMatch(/^id,path,sizeBytes,/)
    expect(csv[1]).toContain(`,"${harness.folder.in('a, ""quoted"".mp4')}",1000,`)
    expect((await harness.run(['receipts', '--since', '2099-01-01'])).lines).toEqual([])
  })
})
