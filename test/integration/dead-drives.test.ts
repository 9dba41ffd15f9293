/** A drive that stops to answer holds up what is on it, and nothing else: no other upload, no command, no end of the process. */
import { existsSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { type CliResult, type Line, type RunningCli, runCli, startCli } from '../support/cli.ts'
import { type DeadDrive, makeDeadDrive } from '../support/dead-drive.ts'
import { writeMedia } from '../support/media.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'

/** The product takes ten seconds at most; the rest is for a busy machine. Less than a call to a drive that does not answer: 12 s. */
const ENDED_WITHIN_MS = 11_500

interface Harness {
  readonly folder: TempFolder
  readonly drive: DeadDrive
  readonly server: TusServer
  readonly dataDir: string
  start(...args: string[]): RunningCli
}

async function openHarness(context: TestContext): Promise<Harness> {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored') })
  const drive = await makeDeadDrive(folder.in('image'), folder.in('nas'))
  const started: RunningCli[] = []
  onTestFinished(async () => {
    drive?.thaw()
    for (const running of started) await running[Symbol.asyncDispose]()
    await drive?.[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })
  context.skip(drive === null, 'this machine lets nobody mount a drive that a program provides')
  if (drive === null) throw new Error('there is no drive')
  const dataDir = folder.in('data')
  return {
    folder,
    drive,
    server,
    dataDir,
    start(...args) {
      const running = startCli(args, { dataDir })
      started.push(running)
      return running
    },
  }
}

async function endOf(running: RunningCli): Promise<{ readonly code: number | null; readonly isInTime: boolean }> {
  const startedAt = performance.now()
  running.kill('SIGTERM')
  const { code } = await running.result
  return { code, isInTime: performance.now() - startedAt < ENDED_WITHIN_MS }
}

const waitsForDrive = ({ type, state, waiting }: Line): boolean =>
  type === 'upload' && state === 'waiting' && JSON.stringify(waiting).includes('file.notAnswering')

describe('a drive that does not answer', () => {
  it('is named on its rows, holds up no other upload, and theirs go on by themselves when it answers', async (context) => {
    const { folder, drive, server, start } = await openHarness(context)
    const clips = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => folder.in('nas', `${name}.mp4`))
    for (const clip of clips) await writeMedia(clip, 1_000_000)
    await writeMedia(folder.in('other.mp4'), 500_000)
    // Nothing reaches the host until the drive is dead: all of them are found, and none is read.
    await server.stop()
    const running = start('upload', ...clips, folder.in('other.mp4'), '--endpoint', server.endpoint, '--concurrency', '6')
    await running.waitFor(({ type, state }) => type === 'upload' && state === 'waiting')
    await drive.freeze()
    await server.start()
    const isOther = (line: Line): boolean => String(line['path']).endsWith('other.mp4')
    await running.waitFor((line) => isOther(line) && line['state'] === 'done')
    const waiting = await running.waitFor(waitsForDrive)
    expect(waiting).toMatchObject({ waiting: { reason: 'volume' } })
    expect(JSON.stringify(waiting)).toContain('The drive nas does not answer')
    drive.thaw()
    expect((await running.result).summary).toMatchObject({ done: 7, failed: 0, attention: 0 })
  })

  it('is said to be it when files of it are added, and the command ends', async (context) => {
    const { folder, drive, server, start } = await openHarness(context)
    await writeMedia(folder.in('nas', 'A.mp4'), 1_000)
    await drive.freeze()
    const running = start('upload', folder.in('nas', 'A.mp4'), '--endpoint', server.endpoint)
    const { code, stdout, stderr } = await running.result
    expect(stdout + stderr).toContain('The drive nas does not answer')
    expect(code).toBe(1)
  })
})

describe('a folder that is watched on a drive that does not answer', () => {
  const COMMANDS = ['preview', 'files', 'pause', 'remove'] as const

  it.for(COMMANDS)('is found by its path, and the command ends by itself: watch %s', async (verb, context) => {
    const { folder, drive, server, dataDir } = await openHarness(context)
    await writeMedia(folder.in('nas', 'clips', 'A.mp4'), 1_000)
    await runCli(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`], { dataDir })
    await runCli(['watch', 'add', folder.in('nas', 'clips'), '--account', 'Studio'], { dataDir })
    await symlink(folder.in('nas'), folder.in('link'))
    await drive.freeze()
    const words = (path: string): Promise<CliResult> => runCli(['watch', verb, path], { dataDir, json: false })
    const { code, stdout, stderr } = await words(folder.in('nas', 'clips'))
    if (verb === 'preview') expect(stdout + stderr).toContain('The drive nas does not answer')
    else expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (verb !== 'remove') return
    // Nothing is watched there any more, and nobody has to ask the drive for that either.
    expect((await words(folder.in('link', 'clips'))).stderr).toContain('clips')
  })
})

describe('a command that is told to stop while a drive does not answer', () => {
  const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
    ['that adds a file', ['upload', 'NAS/A.mp4', '--endpoint', 'SERVER']],
    ['that adds a folder', ['upload', 'NAS', '--endpoint', 'SERVER']],
    ['that watches a folder', ['watch', 'run']],
    ['that looks at a folder once', ['watch', 'run', '--once']],
  ]

  it.for(COMMANDS)('%s is gone within ten seconds with exit 130, and the next start works', async ([, words], context) => {
    const { folder, drive, server, dataDir, start } = await openHarness(context)
    await writeMedia(folder.in('nas', 'A.mp4'), 1_000)
    await runCli(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`], { dataDir })
    await runCli(['watch', 'add', folder.in('nas'), '--account', 'Studio'], { dataDir })
    await drive.freeze()
    const running = start(...words.map((word) => word.replace('NAS', folder.in('nas')).replace('SERVER', server.endpoint)))
    // It listens to signals by the time that it says where it can be called.
    await expect.poll(() => existsSync(folder.in('data', 'door.json'))).toBe(true)
    await sleep(2_000)
    expect(await endOf(running)).toEqual({ code: 130, isInTime: true })
    expect(await runCli(['queue', 'list'], { dataDir })).toMatchObject({ code: 0, stderr: '' })
    expect(await runCli(['watch', 'list'], { dataDir })).toMatchObject({ code: 0, stderr: '' })
  })

  it('in the middle of a file has let go of everything within ten seconds, and the next one goes on', async (context) => {
    const { folder, drive, server, dataDir, start } = await openHarness(context)
    await writeMedia(folder.in('nas', 'A.mp4'), 8_000_000)
    const args = ['upload', folder.in('nas', 'A.mp4'), '--endpoint', server.endpoint]
    const running = start(...args, '--limit', '500000')
    await running.waitFor((line) => line.type === 'upload' && Number(line['inFlightBytes']) > 500_000)
    await drive.freeze()
    await sleep(3_000)
    const startedAt = performance.now()
    running.kill('SIGTERM')
    // The kernel keeps a process that has a file of such a drive open, whatever ends it; nothing of ours is held.
    await running.waitFor(({ type }) => type === 'summary')
    // Before the next command: its own start takes time as well.
    expect(performance.now() - startedAt).toBeLessThan(ENDED_WITHIN_MS)
    expect(await runCli(['queue', 'list'], { dataDir })).toMatchObject({ code: 0, stderr: '' })
    drive.thaw()
    await running.result
    expect((await runCli(args, { dataDir })).summary).toMatchObject({ done: 1, failed: 0 })
    expect(await server.uploads()).toHaveLength(1)
  })
})
