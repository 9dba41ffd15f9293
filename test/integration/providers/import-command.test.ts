import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { CliResult } from '../../support/cli.ts'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'

const LINKS = [1, 2, 3].map((number) => `https://files.example/clip-${number}.mp4`)

function states(result: CliResult): unknown[] {
  const latest = new Map(result.lines.filter(({ type }) => type === 'upload').map((line) => [line['path'], line['state']]))
  return [...latest.values()]
}

describe.each(['gcore', 'cloudflare'] as const)('reelay import to %s', (provider) => {
  it('copies many links, each with its own end, and skips them the next time', async () => {
    await using harness = await openSimulatorHarness(provider)
    await harness.account('add', harness.host.account.secrets)
    const result = await harness.cli('import', ...LINKS, '--account', 'Studio', '--title', '{name} of {folder}', '--wait-ready')
    expect({ code: result.code, states: states(result) }).toEqual({ code: 0, states: ['done', 'done', 'done'] })
    expect(
      harness.host
        .videos()
        .map(({ title }) => title)
        .sort(),
    ).toContain('clip-1 of files.example')
    const again = await harness.cli('import', ...LINKS, '--account', 'Studio')
    expect(again.summary).toMatchObject({ skipped: 3, failed: 0 })
    expect(harness.host.videos()).toHaveLength(3)
  })

  it('reads a table, refuses playlists with the reason, and copies the rest', async () => {
    await using harness = await openSimulatorHarness(provider)
    await harness.account('add', harness.host.account.secrets)
    const list = `url;title\n${LINKS[0]};Final\nhttps://files.example/live.m3u8;Live\nhttps://files.example/live.mpd;Dash\n`
    await writeFile(harness.in('list.csv'), list)
    const result = await harness.cli('import', '--from', harness.in('list.csv'), '--account', 'Studio', '--wait-ready')
    expect(result.code).toBe(1)
    const refused = result.lines
      .filter((line) => line['state'] === 'failed')
      .map((line) => (line['failure'] as { message: string }).message)
    expect(refused).toEqual([expect.stringContaining('an HLS playlist'), expect.stringContaining('a DASH manifest')])
    expect(harness.host.videos()).toMatchObject([{ title: 'Final' }])
  })

  it('waits as long as a busy host asks', async () => {
    await using harness = await openSimulatorHarness(provider)
    await harness.account('add', harness.host.account.secrets)
    harness.host.api.refuse('POST', /./, { status: 429, text: 'slow down', headers: { 'retry-after': '2' } })
    const result = await harness.cli('import', LINKS[0] ?? '', '--account', 'Studio', '--wait-ready')
    expect(result.code).toBe(0)
    expect(result.lines.map((line) => (line['waiting'] as { reason?: string } | null)?.reason)).toContain('host-busy')
    expect(harness.host.videos()).toHaveLength(1)
  })

  it('asks once when it is killed before the answer is stored', async () => {
    await using harness = await openSimulatorHarness(provider)
    await harness.account('add', harness.host.account.secrets)
    const served = harness.host.api.hold('POST', /./)
    const running = harness.start('import', LINKS[0] ?? '', '--account', 'Studio')
    await served
    running.kill('SIGKILL')
    await running.result
    const result = await harness.cli('import', LINKS[0] ?? '', '--account', 'Studio', '--wait-ready')
    expect({ code: result.code, videos: harness.host.videos().length }).toEqual({ code: 0, videos: 1 })
  })
})

describe('reelay import', () => {
  it('keeps the password of an sftp link in secure storage only', async () => {
    await using harness = await openSimulatorHarness('gcore')
    await harness.account('add', harness.host.account.secrets)
    const running = harness.start('import', '--from', '-', '--account', 'Studio', '--wait-ready')
    running.child.stdin?.end('sftp://camera:hush-hush-1@files.example/match.mp4\n')
    const result = await running.result
    expect({ code: result.code, states: states(result) }).toEqual({ code: 0, states: ['done'] })
    expect(
      harness.host.api
        .requestsTo('POST', /videos/)
        .map(({ body }) => body)
        .join(),
    ).toContain('hush-hush-1')
    expect(harness.printed.join('')).not.toContain('hush-hush-1')
    expect(await harness.filesWith(['hush-hush-1'])).toEqual([])
  })

  it('leaves out what may be no video until it is told to send it anyway, and says what to change about a page', async () => {
    await using harness = await openSimulatorHarness('gcore')
    await harness.account('add', harness.host.account.secrets)
    const links = ['https://a.example/clip.braw', 'https://a.example/clips.zip', 'https://drive.google.com/file/d/1/view']
    const refused = await harness.cli('import', ...links, '--account', 'Studio')
    const told = JSON.stringify(refused.lines)
    expect(told).toContain('import it anyway (--anyway)')
    expect(told).toContain('googleapis.com/drive/v3/files')
    expect(harness.host.videos()).toEqual([])
    await harness.cli('import', ...links, '--account', 'Studio', '--anyway')
    expect(harness.host.videos().map(({ title }) => title)).toEqual(['clip'])
  })

  it('lists what the host has for an option', async () => {
    await using harness = await openSimulatorHarness('gcore')
    await harness.account('add', harness.host.account.secrets)
    const { lines } = await harness.cli('account', 'choices', 'Studio', 'directoryId', '--json')
    expect(lines).toContainEqual({ type: 'choice', option: 'directoryId', value: '801', label: 'Matches / 2026' })
    expect(await harness.cli('account', 'choices', 'Studio', 'priority')).toMatchObject({
      stderr: expect.stringContaining('Gcore has no list for “priority”'),
    })
  })

  it('says that a host cannot copy, and that a link is missing', async () => {
    await using harness = await openSimulatorHarness('omegastream')
    await harness.account('add', harness.host.account.secrets)
    const refused = await harness.cli('import', LINKS[0] ?? '', '--account', 'Studio')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Omegastream cannot copy from links') })
    expect(await harness.cli('import', '--account', 'Studio')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from'),
    })
  })
})
