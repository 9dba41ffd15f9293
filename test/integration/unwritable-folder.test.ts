/** A data folder that cannot be written, whatever the reason: every command says what is wrong, where, and what to do. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CliResult, runCli, startCli } from '../support/cli.ts'
import { ENV, type FromStandIn } from '../support/electron-stand-in/control.ts'
import { heldAttempts } from '../support/held-attempts.ts'
import { writeMedia } from '../support/media.ts'
import { mountReadOnly } from '../support/mounts.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { asNobody, isRoot } from '../support/users.ts'

const NOWHERE = 'http://127.0.0.1:9/files/'
const NOT_ALLOWED = 'this machine lets nobody mount anything'

const COMMANDS: readonly (readonly string[])[] = [
  ['queue', 'list'],
  ['queue', 'pause', '--all'],
  ['receipts'],
  ['account', 'list'],
  ['account', 'add', 'tus', 'Other', '--set', `endpoint=${NOWHERE}`],
  ['account', 'remove', 'Studio'],
  ['settings', 'list'],
  ['settings', 'set', 'concurrency=2'],
  ['watch', 'list'],
  ['watch', 'run', '--once'],
  ['serve'],
  ['upload', 'CLIP', '--account', 'Studio'],
]

async function folderWithAccount(): Promise<TempFolder> {
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  await writeMedia(folder.in('clip.mp4'), 1_000)
  const added = await runCli(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${NOWHERE}`], { dataDir: folder.in('data') })
  expect(added.code).toBe(0)
  return folder
}

async function runAll(folder: TempFolder, dataDir: string, uid?: number): Promise<CliResult[]> {
  const results: CliResult[] = []
  for (const command of COMMANDS) {
    const args = command.map((word) => (word === 'CLIP' ? folder.in('clip.mp4') : word))
    results.push(await runCli(args, { dataDir, ...(uid === undefined ? {} : { uid }) }))
  }
  return results
}

function expectRefused(results: readonly CliResult[], title: string, place: string): void {
  const said = results.map(({ code, stdout, stderr }) => ({
    code,
    stdout,
    isPlain: stderr.startsWith(`reelay: ${title}`) && stderr.includes(place) && stderr.includes('--data-dir'),
    speaksOfLog: /the log/i.test(stderr),
  }))
  expect(said).toEqual(COMMANDS.map(() => ({ code: 2, stdout: '', isPlain: true, speaksOfLog: false })))
}

describe('every command on a data folder', () => {
  it('on a drive that is read-only says so with exit 2, also to root', async (context) => {
    const folder = await folderWithAccount()
    const before = await readdir(folder.in('data'))
    await using mounted = await mountReadOnly(folder.in('data'), folder.in('locked'))
    context.skip(mounted === null, NOT_ALLOWED)
    expectRefused(await runAll(folder, folder.in('locked')), 'The data folder cannot be written', 'its drive is read-only')
    const repair = await runCli(['repair'], { dataDir: folder.in('locked') })
    expect(repair).toMatchObject({ code: 2, stderr: expect.stringContaining('its drive is read-only') })
    expect(await readdir(folder.in('data'))).toEqual(before)
  })

  it('that would have to be made on such a drive says the same', async (context) => {
    const folder = await folderWithAccount()
    await mkdir(folder.in('empty'))
    await using mounted = await mountReadOnly(folder.in('empty'), folder.in('locked'))
    context.skip(mounted === null, NOT_ALLOWED)
    const place = folder.in('locked', 'new', 'data')
    expectRefused(await runAll(folder, place), 'The data folder cannot be written', place)
  })

  it('of another user, or without the right to write, says so', async (context) => {
    context.skip(process.platform === 'win32' || !isRoot, 'only root can give a folder to another user')
    const folder = await folderWithAccount()
    const uid = await asNobody(folder.path)
    await chmod(folder.in('data'), 0o500)
    expectRefused(
      await runAll(folder, folder.in('data'), uid),
      'The data folder cannot be written',
      'this user may not write there',
    )
  })

  it('in whose place or above which there is a file says so', async () => {
    const folder = await folderWithAccount()
    const file = folder.in('clip.mp4')
    expectRefused(await runAll(folder, file), 'The data folder cannot be used', `${file}: there is a file of that name`)
    expectRefused(await runAll(folder, join(file, 'data')), 'The data folder cannot be used', 'is a file, not a folder')
  })
})

describe('single files of a data folder', () => {
  it('a lock that may not be written is refused: two processes could have it', async (context) => {
    context.skip(process.platform === 'win32' || !isRoot, 'only root can run a command as another user')
    const folder = await folderWithAccount()
    const uid = await asNobody(folder.path)
    await chmod(folder.in('data', 'owner.lock'), 0o400)
    expectRefused(await runAll(folder, folder.in('data'), uid), 'The data folder cannot be written', 'owner.lock')
  })

  it('a log that cannot be made keeps nothing from working', async () => {
    const folder = await folderWithAccount()
    await rm(folder.in('data', 'logs'), { recursive: true })
    await writeFile(folder.in('data', 'logs'), 'not a folder')
    expect(await runCli(['account', 'list'], { dataDir: folder.in('data') })).toMatchObject({ code: 0, stderr: '' })
  })

  it('a journal that another program holds for a moment is waited for', async () => {
    const folder = await folderWithAccount()
    const other = new DatabaseSync(folder.in('data', 'journal.db'))
    // As a program does that knows nothing of the write-ahead log of others.
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const attempts = heldAttempts(folder.in('attempts'))
    const running = startCli(['queue', 'list'], { dataDir: folder.in('data'), env: attempts.env })
    // Each attempt waits for seconds.
    await attempts.untilMade()
    other.close()
    expect(await running.result).toMatchObject({ code: 0, stderr: '' })
  })

  it('one that is held for longer is said to be held, not to lack rights', async () => {
    const folder = await folderWithAccount()
    const other = new DatabaseSync(folder.in('data', 'journal.db'))
    onTestFinished(() => other.close())
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const { code, stderr } = await runCli(['queue', 'list'], { dataDir: folder.in('data') })
    expect(code).toBe(2)
    expect(stderr).toContain('Another program holds a file of the data folder')
    expect(stderr).toContain('journal.db')
  })
})

describe('the desktop app', () => {
  it('says in a box that its data folder cannot be written, and quits', async (context) => {
    const folder = await folderWithAccount()
    await using mounted = await mountReadOnly(folder.in('data'), folder.in('locked'))
    context.skip(mounted === null, NOT_ALLOWED)
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const app = spawn(
      process.execPath,
      ['--import', join(root, 'test/support/electron-stand-in/register.ts'), join(root, 'out/main/index.js')],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { ...process.env, REELAY_DATA_DIR: folder.in('locked'), [ENV.boxes]: '[]' },
      },
    )
    const reported: FromStandIn[] = []
    app.on('message', (message) => reported.push(message as FromStandIn))
    const [code] = (await once(app, 'close')) as [number | null]
    expect({ code, reported }).toEqual({
      code: 0,
      reported: [
        { type: 'error-box', title: 'The data folder cannot be written', content: expect.stringContaining(folder.in('locked')) },
      ],
    })
  })
})
