import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { createCheckpoints } from '../../../../src-main/adapters/sqlite/checkpoints.ts'
import { openDatabase } from '../../../../src-main/adapters/sqlite/database.ts'

const MANY = 1_000_000
const PAGE_BYTES = 4_096

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function inFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-checkpoints-'))
  folders.push(folder)
  return join(folder, name)
}

/** A log that does not exist, so that there is no wait for the disk, and the number of its checkpoints. */
async function counted(pages: () => number) {
  let times = 0
  const checkpoints = createCheckpoints(await inFolder('none'), () => {
    times += 1
    return pages()
  })
  return {
    ...checkpoints,
    get times() {
      return times
    },
  }
}

it('runs while a hundred slices are written, so that no commit has to run one', async () => {
  const path = await inFolder('slices.db')
  const database = openDatabase(path, [(run) => run('CREATE TABLE things (id INTEGER PRIMARY KEY, content TEXT)')])
  let longest = 0
  for (let slice = 0; slice < 100; slice += 1) {
    database.transaction(() => {
      for (let row = 0; row < 100; row += 1)
        database.run('INSERT INTO things (content) VALUES (:content)', { content: 'x'.repeat(3_000) })
    })
    // Even a slow disk has taken the log before many more are written.
    await sleep(10)
    longest = Math.max(longest, (await stat(`${path}-wal`)).size)
  }
  database.close()
  const written = (await stat(path)).size
  expect(written).toBeGreaterThan(100 * 100 * 3_000)
  expect(longest).toBeLessThan(2_000 * PAGE_BYTES)
})

it('never runs within a write', async () => {
  const checkpoints = await counted(() => 1)
  checkpoints.addWritten(MANY)
  checkpoints.addWritten(MANY)
  expect(checkpoints.times).toBe(0)
  await vi.waitFor(() => expect(checkpoints.times).toBe(1), 60_000)
})

it('runs more often where a row takes many pages than where it takes few', async () => {
  const timesWith = async (pagesOfARow: number): Promise<number> => {
    let since = 0
    const checkpoints = await counted(() => since * pagesOfARow)
    for (let row = 0; row < 2_000; row += 20) {
      since += 20
      const before = checkpoints.times
      checkpoints.addWritten(20)
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (checkpoints.times > before) since = 0
    }
    return checkpoints.times
  }
  const [few, many] = [await timesWith(0.5), await timesWith(20)]
  expect(few).toBeGreaterThan(0)
  expect(many).toBeGreaterThan(3 * few)
})

it('that the disk refuses has no effect, and is attempted again', async () => {
  const checkpoints = await counted(() => {
    throw new Error('disk I/O error')
  })
  checkpoints.addWritten(MANY)
  await vi.waitFor(() => expect(checkpoints.times).toBe(1), 60_000)
  await turn()
  checkpoints.addWritten(MANY)
  await vi.waitFor(() => expect(checkpoints.times).toBe(2), 60_000)
})
