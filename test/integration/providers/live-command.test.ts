import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { startMcls } from '../../support/simulators/mcls.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A data folder with an account at a simulated host, and the command line. */
async function openClub() {
  const folder = await tempFolder()
  const host = await startMcls({ directory: folder.in('host') })
  const printed: string[] = []
  async function cli(args: readonly string[], more: { env?: Record<string, string>; json?: boolean } = {}) {
    const result = await runCli(args, { dataDir: folder.in('data'), ...more })
    printed.push(result.stdout, result.stderr)
    return result
  }
  const set = Object.entries(host.account.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const env = { CLUB_PASSWORD: host.account.secrets['password'] ?? '' }
  await cli(['account', 'add', 'mcls', 'Club', ...set, '--secret', 'password=env:CLUB_PASSWORD'], { env })
  return {
    folder,
    host,
    printed,
    cli,
    key: () => host.secretTexts().find((text) => text.startsWith('key-')) ?? '',
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('reelay live', () => {
  it('makes a stream with a region, a configuration and an event, and lists and shows it', async () => {
    await using club = await openClub()
    const place = ['--region', 'REGION_AUTODETECT', '--config', 'config-8', '--event', 'event-1']
    const made = await club.cli(['live', 'create', 'Derby', '--account', 'Club', ...place])
    expect(made).toMatchObject({ code: 0, lines: [{ type: 'live', id: 'stream-1', title: 'Derby', stream: { hasKey: true } }] })
    const asked = club.host.api.requestsTo('POST', /streams$/).map(({ body }) => JSON.parse(body))
    expect(asked).toMatchObject([{ type: 'TYPE_LIVE', region: 'REGION_AUTODETECT', config_id: 'config-8' }])
    expect(club.host.attached).toEqual([{ event: 'event-1', stream: 'stream-1' }])
    expect((await club.cli(['live', 'list'])).lines).toMatchObject([{ id: 'stream-1', stream: { active: false }, failure: null }])
    const { stdout } = await club.cli(['live', 'show', 'stream-1'], { json: false })
    expect(stdout).toMatch(/stream-1 {2}Derby {2}waiting for a signal/)
    expect(stdout).toContain('pull, FLV, transcoded: https://flv-pull-mls.mycujoo.stream/stream-1.flv')
    expect(stdout).toContain('Region: AUTODETECT')
    expect(await club.cli(['live', 'attach', 'stream-1', 'event-2'])).toMatchObject({ code: 0 })
    expect(club.host.attached).toHaveLength(2)
    expect((await club.cli(['live', 'show', 'stream-9'])).code).not.toBe(0)
    expect(club.printed.join('')).not.toContain(club.key())
  })

  it('tells a stream in one form as JSON, whatever the command, and the key as a line of it', async () => {
    await using club = await openClub()
    const iso = expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/)
    const made = await club.cli(['live', 'create', 'Derby', '--account', 'CLUB'])
    const entry = {
      type: 'live',
      accountId: expect.stringMatching(/./),
      id: 'stream-1',
      title: 'Derby',
      stream: { id: 'stream-1', title: 'Derby', hasKey: true, active: false, createdAt: iso, statsAt: null },
      failure: null,
    }
    expect(made.lines).toMatchObject([entry])
    for (const args of [['list'], ['show', 'stream-1'], ['watch', 'stream-1', '--every', '1', '--times', '1']]) {
      const [line] = (await club.cli(['live', ...args])).lines
      expect(line).toMatchObject(entry)
      expect(Object.keys(line ?? {})).toEqual(Object.keys(made.lines[0] ?? {}))
      expect(line?.['accountId']).toBe(made.lines[0]?.['accountId'])
    }
    const { lines } = await club.cli(['live', 'key', 'stream-1', '--print'])
    expect(lines).toEqual([{ type: 'key', id: 'stream-1', key: club.key() }])
  })

  it('gives the key to a new private file, and prints it only when that is asked for', async () => {
    await using club = await openClub()
    await club.cli(['live', 'create', 'Derby', '--account', 'Club'])
    expect((await club.cli(['live', 'key', 'stream-1'])).code).toBe(2)
    const file = club.folder.in('key.txt')
    expect((await club.cli(['live', 'key', 'stream-1', '--out', file])).code).toBe(0)
    expect((await readFile(file, 'utf8')).trim()).toBe(club.key())
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0)
    expect((await club.cli(['live', 'key', 'stream-1', '--out', file])).code).toBe(2)
    expect(club.printed.join('')).not.toContain(club.key())
    const { stdout } = await club.cli(['live', 'key', 'stream-1', '--print'], { json: false })
    expect(stdout.trim()).toBe(club.key())
  })

  it('gives the key to the clipboard through a pipe, never as an argument, and says when there is none', async (context) => {
    context.skip(process.platform !== 'linux', 'the tool of the clipboard is replaced by a script in PATH')
    await using club = await openClub()
    await club.cli(['live', 'create', 'Derby', '--account', 'Club'])
    const tools = club.folder.in('tools')
    await mkdir(tools)
    const env = { PATH: tools }
    expect(await club.cli(['live', 'key', 'stream-1', '--copy'], { env })).toMatchObject({ code: 2 })
    const [taken, args] = [club.folder.in('taken'), club.folder.in('args')]
    await writeFile(`${tools}/wl-copy`, `#!/bin/sh\necho "$0 $*" > '${args}'\n/bin/cat > '${taken}'\n`)
    await chmod(`${tools}/wl-copy`, 0o755)
    expect(await club.cli(['live', 'key', 'stream-1', '--copy'], { env })).toMatchObject({ code: 0, lines: [{ copied: true }] })
    expect(await readFile(taken, 'utf8')).toBe(club.key())
    expect(await readFile(args, 'utf8')).not.toContain(club.key())
    expect(club.printed.join('')).not.toContain(club.key())
  })

  it('tells the signal with its units while it is on, and keeps the figures after the event', async () => {
    await using club = await openClub()
    await club.cli(['live', 'create', 'Derby', '--account', 'Club'])
    club.host.goLive('stream-1', { connection_count: 1, video_resolution: '1920x1080', video_bit_rate: 6_000_000 })
    const watched = await club.cli(['live', 'watch', 'stream-1', '--every', '1', '--times', '2'])
    expect(watched.lines).toHaveLength(2)
    const figures = [
      { name: 'Connections', value: '1' },
      { name: 'Video resolution', value: '1920x1080 px' },
      { name: 'Video bit rate', value: '6.00 Mbit/s' },
      { name: 'Connected for', value: '61 s' },
    ]
    expect(watched.lines[1]).toMatchObject({ stream: { active: true, stats: figures } })
    club.host.goLive('stream-1', null)
    const after = await club.cli(['live', 'show', 'stream-1'])
    expect(after.lines).toMatchObject([{ stream: { active: false, stats: figures, statsAt: expect.stringMatching(/^20\d\d-/) } }])
    const { stdout } = await club.cli(['live', 'show', 'stream-1'], { json: false })
    expect(stdout).toMatch(/Video bit rate: 6\.00 Mbit\/s \(last signal, /)
  })

  it('tells how long a signal was that nobody looked at while it was on', async () => {
    await using club = await openClub()
    await club.cli(['live', 'create', 'Derby', '--account', 'Club'])
    club.host.goLive('stream-1', { connection_count: 1 })
    club.host.goLive('stream-1', null)
    const after = await club.cli(['live', 'show', 'stream-1'])
    const stats = [{ name: 'Connected for', value: '61 s' }]
    expect(after.lines).toMatchObject([{ stream: { active: false, stats, statsAt: null } }])
  })
})
