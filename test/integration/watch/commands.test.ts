import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startCli } from '../../support/cli.ts'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

const SIZE = 20_000

describe('reelay watch', () => {
  it('names folders by id, by the beginning of one, or by path, and tells their rules', async () => {
    await using harness = await openWatchCliHarness()
    const id = await harness.add(
      '--hours',
      'Fri-Mon 22:00-06:00',
      '--after',
      'keep',
      '--priority',
      'high',
      '--option',
      'project=cup',
    )
    expect(await harness.view()).toMatchObject({
      id,
      path: harness.clips,
      account: 'Studio',
      counts: { waiting: 0, asking: 0, queued: 0, sent: 0, ignored: 0 },
      rules: {
        quietSeconds: 1,
        priority: 1,
        hours: [{ days: [0, 1, 5, 6], from: '22:00', to: '06:00' }],
        options: { project: 'cup' },
      },
    })
    await must(harness.cli('watch', 'update', id.slice(0, 8), '--option', 'camera=one', '--include', '*.mts'))
    await must(harness.cli('watch', 'update', harness.clips, '--hours', '', '--option', 'project='))
    expect(await harness.view()).toMatchObject({
      rules: { options: { camera: 'one' }, hours: [], include: ['*.mts'], priority: 1 },
    })
    expect((await must(harness.cli('watch', 'pause', '--all'))).lines).toMatchObject([{ type: 'watch', id, state: 'paused' }])
    await must(harness.cli('watch', 'resume', id))
    expect((await must(harness.cli('watch', 'remove', id))).lines).toEqual([{ type: 'removed', id, path: harness.clips }])
    expect((await must(harness.cli('watch', 'list'))).lines).toEqual([])
  })

  it('refuses bad input, says why, and stores nothing', async () => {
    await using harness = await openWatchCliHarness()
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['add', 'DIR', '--quiet', 'long'], '--quiet takes'],
      [['add', 'DIR', '--after', 'burn'], '--after takes'],
      [['add', 'DIR', '--hours', 'Mon 25:00-26:00'], '--hours takes'],
      [['add', 'DIR', '--hours', 'Someday 10:00-12:00'], '--hours takes'],
      [['add', 'DIR', '--existing', 'some'], '--existing takes'],
      [['add', 'DIR', '--extensions', 'mp4,,'], '--extensions takes'],
      [['add', 'DIR', '--min', '10MB', '--max', '1MB'], 'largest size is below'],
      [['add', 'DIR', '--account', 'Nobody'], 'Nobody'],
      [['update', 'DIR'], 'no such watched folder|at least one rule'],
      [['files', 'DIR', '--state', 'odd'], '--state takes'],
      [['scan', 'DIR'], 'no such watched folder'],
      [['send', 'DIR'], 'no such watched folder'],
      [['pause'], 'Name the folders'],
      [['preview', 'DIR/nowhere'], 'no such folder'],
    ]
    for (const [args, words] of cases) {
      const { code, stdout, stderr } = await harness.cli('watch', ...args.map((arg) => arg.replace('DIR', harness.clips)))
      expect({ code, stdout, stderr }, args.join(' ')).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`^reelay: .*(${words})`)),
      })
    }
    expect((await harness.cli('watch', 'list')).lines).toEqual([])
  })

  it('speaks to the process that watches, and a second service says that one runs', async () => {
    await using harness = await openWatchCliHarness()
    const running = await (async () => {
      const service = harness.run()
      await service.waitFor((line) => line.type === 'note')
      return service
    })()
    const id = await harness.add()
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    await harness.untilArrived(1)
    await running.waitFor((line) => line.type === 'upload' && line['state'] === 'done')
    await running.waitFor((line) => line.type === 'batch' && line['watch'] === id && line['sent'] === 1)
    expect(await harness.run().result).toMatchObject({
      code: 0,
      lines: [{ type: 'note', message: expect.stringContaining('already running') }],
    })
    expect((await must(harness.cli('watch', 'scan', id))).lines).toMatchObject([{ type: 'watch', id, counts: { sent: 1 } }])
    running.kill('SIGTERM')
    expect(await running.result).toMatchObject({ code: 130, summary: { done: 1, failed: 0, attention: 0 } })
  })

  it('waits for a command that has the data folder, and watches then', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await writeMedia(harness.in('by hand.mts'), 3_000_000)
    // It is sent for as long as the other command takes to start.
    harness.server.slowDown(100_000)
    await using upload = startCli(['upload', harness.in('by hand.mts'), '--account', 'Studio'], { dataDir: harness.dataDir })
    await upload.waitFor((line) => line['state'] === 'uploading')
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    const running = harness.run()
    expect(await running.waitFor((line) => line.type === 'note')).toMatchObject({
      message: expect.stringContaining('Waits for process'),
    })
    expect(harness.creations.map(({ name }) => name)).toEqual(['by hand.mts'])
    harness.server.slowDown(Number.POSITIVE_INFINITY)
    expect((await upload.result).code).toBe(0)
    await harness.untilArrived(2)
  })

  it('is part of serve, and of no passing command', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    await writeMedia(harness.in('by hand.mts'), SIZE)
    await must(harness.cli('upload', harness.in('by hand.mts'), '--account', 'Studio'))
    await must(harness.cli('queue', 'list'))
    expect(harness.creations).toHaveLength(1)
    await using serving = startCli(['serve'], { dataDir: harness.dataDir })
    await serving.waitFor((line) => line.type === 'serving')
    await harness.untilArrived(2)
    expect((await harness.run('--once').result).lines).toMatchObject([{ message: expect.stringContaining('already running') }])
  })

  it('--once ends with the codes of upload', async () => {
    await using harness = await openWatchCliHarness()
    expect((await harness.run('--once').result).code).toBe(0)
    await harness.add()
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    expect(await harness.run('--once').result).toMatchObject({ code: 0, summary: { done: 1, bytes: SIZE } })
    await writeMedia(join(harness.clips, 'b.mts'), SIZE)
    harness.server.answer('POST', 413)
    expect(await harness.run('--once').result).toMatchObject({ code: 1, summary: { done: 0, failed: 1 } })
    expect(await harness.run('--once').result, 'still not sent').toMatchObject({ code: 1, summary: { failed: 1 } })
    harness.server.intercept(() => false)
    await must(harness.cli('queue', 'retry', '--all'))
    expect(await harness.run('--once').result).toMatchObject({ code: 0, summary: { done: 1 } })
  })

  it('--once does not wait for ever for a host that does not answer, and the next one goes on', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    await harness.server.stop()
    const refused = await harness.run('--once').result
    expect(refused, refused.stdout).toMatchObject({ code: 1, summary: { done: 0, failed: 1 } })
    await harness.server.start()
    expect(await harness.run('--once').result).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
  })

  it('speaks plainly without --json', async () => {
    await using harness = await openWatchCliHarness()
    await mkdir(join(harness.clips, 'day1'))
    await writeMedia(join(harness.clips, 'day1', 'a.mts'), SIZE)
    const plain = (...args: string[]) => startCli(['watch', ...args], { dataDir: harness.dataDir, json: false }).result
    const preview = await plain('preview', harness.clips, '--account', 'Studio')
    expect(preview.stdout).toContain(`${harness.clips}: 1 file (20.0 kB) would be sent to Studio.`)
    const added = await plain('add', harness.clips, '--account', 'Studio', '--quiet', '1')
    expect(added.stdout).toBe(`Watching ${harness.clips}. Files are sent while Reelay runs; start it with: reelay watch run\n`)
    const run = await plain('run', '--once')
    expect(run.stdout).toContain('a.mts: done, verified (20.0 kB)')
    expect(run.stdout).toMatch(/1 sent \(20\.0 kB\) in \d+ s\.\n$/)
    expect((await plain('list')).stdout).toMatch(new RegExp(`  ${harness.clips}  Watching.*\n    1 sent\n`))
    expect((await plain('files', harness.clips)).stdout).toMatch(/^\d+ {2}Sent {2}20\.0 kB {2}day1\/a\.mts\n$/)
  })
})
