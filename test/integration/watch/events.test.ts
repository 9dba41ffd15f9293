import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mountMemory } from '../../support/mounts.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { canLimitWatches, treeProcess } from '../../support/tree-process.ts'
import { watchedTree } from '../../support/tree-watcher.ts'
import { until } from '../../support/until.ts'

const isLinux = process.platform === 'linux'
/** Soon enough for a test; it is a minute otherwise. */
const COMPARE_MS = 300
/** Longer than any test: what is reported was heard. */
const NEVER_MS = 3_600_000

it('what happens in a tree is reported, also in folders that were made meanwhile, and nothing after the end', async () => {
  await using folder = await tempFolder()
  await mkdir(folder.in('watched', 'below'), { recursive: true })
  const tree = await watchedTree(folder.in('watched'))
  const heard = (path: string): Promise<void> => tree.until(`${path} is reported`, () => tree.reported.has(path))

  await writeFile(folder.in('watched', 'a.mp4'), 'a')
  await heard(folder.in('watched', 'a.mp4'))
  await rename(folder.in('watched', 'a.mp4'), folder.in('watched', 'below', 'b.mp4'))
  await heard(folder.in('watched', 'below', 'b.mp4'))
  await mkdir(folder.in('watched', 'new', 'newer'), { recursive: true })
  await heard(folder.in('watched', 'new'))
  await tree.untilReported(folder.in('watched', 'new', 'newer', 'c.mp4'))
  await rm(folder.in('watched', 'below'), { recursive: true })
  await heard(folder.in('watched', 'below'))

  for (let number = 0; number < 1_500; number += 1) await writeFile(folder.in('watched', 'new', `${number}.mp4`), '')
  await tree.until('all are told', () => tree.found.has(folder.in('watched', 'new', '1499.mp4')))

  await tree[Symbol.asyncDispose]()
  await writeFile(folder.in('watched', 'd.mp4'), 'd')
  await sleep(700)
  expect(tree.found.has(folder.in('watched', 'd.mp4'))).toBe(false)
})

it('a folder that is not there says so, and is watched when it is', async () => {
  await using folder = await tempFolder()
  await using tree = await watchedTree(folder.in('missing'))
  expect(tree.reasons).toEqual([expect.any(String)])
  await mkdir(folder.in('missing'))
  await tree.until('it is watched', () => tree.reasons.at(-1) === null)
  await writeFile(folder.in('missing', 'a.mp4'), 'a')
  await tree.until('the file is found', () => tree.found.has(folder.in('missing', 'a.mp4')))
})

describe.runIf(isLinux)('on Linux, which watches single folders, nothing is missed', () => {
  it('in 400 folders made inside new ones at once, as when a card is copied in', async () => {
    await using folder = await tempFolder()
    await using tree = await watchedTree(folder.path, { compareMs: NEVER_MS })
    const files: string[] = []
    for (let number = 0; number < 400; number += 1) {
      mkdirSync(folder.in(`new${number}`, 'newer', 'newest'), { recursive: true })
      // At once, within the moment in which they begin to be watched, or later.
      if (number % 4 > 0) await sleep((number % 4) * 4)
      for (const below of [['newer'], ['newer', 'newest']]) {
        const path = folder.in(`new${number}`, ...below, 'c.mp4')
        writeFileSync(path, 'c')
        files.push(path)
      }
    }
    await tree.until('all are found', () => files.every((path) => tree.found.has(path)))
  })

  it('in a folder that is moved, moved in, or made again under its name', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('watched', 'a', 'below'), { recursive: true })
    await mkdir(folder.in('outside', 'below'), { recursive: true })
    await using tree = await watchedTree(folder.in('watched'), { compareMs: NEVER_MS })
    const untilFound = async (...names: string[]): Promise<void> => {
      await writeFile(folder.in('watched', ...names), names.join())
      await tree.until(`${names.join('/')} is found`, () => tree.found.has(folder.in('watched', ...names)))
    }
    for (let round = 0; round < 20; round += 1) {
      await rename(folder.in('watched', 'a'), folder.in('watched', 'b'))
      await untilFound('b', 'below', `${round}.mp4`)
      await rename(folder.in('watched', 'b'), folder.in('watched', 'a'))
      await untilFound('a', 'below', `${round} again.mp4`)
      await rm(folder.in('watched', 'a', 'below'), { recursive: true })
      await mkdir(folder.in('watched', 'a', 'below'))
      await untilFound('a', 'below', `${round} anew.mp4`)
    }
    await rename(folder.in('outside'), folder.in('watched', 'came'))
    await untilFound('came', 'below', 'x.mp4')
  })

  it('in the folder itself, when another one takes its place', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('watched', 'below'), { recursive: true })
    await using tree = await watchedTree(folder.in('watched'), { compareMs: NEVER_MS })
    await rename(folder.in('watched'), folder.in('aside'))
    await mkdir(folder.in('watched', 'below'), { recursive: true })
    await tree.until('it is watched', () => tree.everything() > 0 && tree.reasons.at(-1) === null)
    await writeFile(folder.in('watched', 'below', 'a.mp4'), 'a')
    await tree.until('the file is found', () => tree.found.has(folder.in('watched', 'below', 'a.mp4')))
  })

  it('under names with anything in them', async () => {
    await using folder = await tempFolder()
    await using tree = await watchedTree(folder.path, { compareMs: NEVER_MS })
    for (const name of ['back\\slash', 'new\nline', 'e\u0301', ' ', '*?[a]', 'watched']) {
      await mkdir(folder.in(name))
      await writeFile(folder.in(name, name), name)
      await tree.until(`${name} is found`, () => tree.found.has(folder.in(name, name)))
      await writeFile(folder.in(name, `${name} again`), name)
      await tree.until(`${name} is reported`, () => tree.reported.has(folder.in(name, `${name} again`)))
    }
    await mkdir(folder.in('latin'))
    await tree.until('the folder is found', () => tree.found.has(folder.in('latin')))
    const before = tree.everything()
    await writeFile(Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0x66, 0xfc, 0x2e])]), 'x')
    await tree.until('a name that is no text is told as its folder', () => tree.everything() > before)
  })

  it('where a drive is mounted into it later', async ({ skip }) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('card'))
    await using tree = await watchedTree(folder.path, { compareMs: COMPARE_MS })
    await using drive = await mountMemory('reelay-card', folder.in('card'))
    if (!drive) return skip('file systems cannot be mounted here')
    await writeFile(folder.in('card', 'a.mp4'), 'a')
    await tree.until('the file is found', () => tree.found.has(folder.in('card', 'a.mp4')))
    await tree.untilReported(folder.in('card', 'b.mp4'))
  })

  it('while programs write so much that the system drops reports, and after it', async () => {
    await using folder = await tempFolder()
    for (const name of ['a', 'b', 'quiet']) await mkdir(folder.in(name))
    const files = ['a', 'b'].map((name) => openSync(folder.in(name, 'x.mp4'), 'w'))
    await using tree = await treeProcess(folder.path, { compareMs: NEVER_MS })
    tree.child.kill('SIGSTOP')
    // More than the queue of the kernel holds, by default 16,384; one after the other, as it keeps the same twice as one.
    for (let number = 0; number < 9_000; number += 1) for (const file of files) writeSync(file, 'x')
    files.forEach(closeSync)
    mkdirSync(folder.in('quiet', 'new', 'newer'), { recursive: true })
    writeFileSync(folder.in('quiet', 'lost.mp4'), '')
    tree.child.kill('SIGCONT')
    await tree.untilFound(folder.in('quiet', 'lost.mp4'))
    // A folder whose making was not reported is watched by now.
    await sleep(3_000)
    await writeFile(folder.in('quiet', 'new', 'newer', 'later.mp4'), '')
    await tree.untilFound(folder.in('quiet', 'new', 'newer', 'later.mp4'))
  })

  it('while programs write byte by byte, which is not listened to all the time', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('noisy'))
    await using tree = await watchedTree(folder.path, { compareMs: NEVER_MS })
    const writers = ['a', 'b'].map((name) =>
      spawn('dd', ['if=/dev/zero', `of=${folder.in('noisy', name)}`, 'bs=1', 'count=3000000'], { stdio: 'ignore' }),
    )
    const ended = Promise.all(writers.map((writer) => once(writer, 'exit')))
    await tree.until('it was too much', () => tree.everything() > 0)
    await writeFile(folder.in('quiet.mp4'), '')
    await writeFile(folder.in('noisy', 'c.mp4'), '')
    await tree.until('both are found', () => ['quiet.mp4', 'noisy/c.mp4'].every((name) => tree.found.has(folder.in(name))))
    for (const writer of writers) writer.kill()
    await ended
  })

  it('where the system watches no more folders after the start; it says so, until it does again', async ({ skip }) => {
    if (!canLimitWatches()) return skip('watches cannot be limited here')
    await using folder = await tempFolder()
    await chmod(folder.path, 0o777)
    await mkdir(folder.in('first'))
    await using tree = await treeProcess(folder.path, { compareMs: COMPARE_MS, limit: 10 })
    expect(await tree.reasons()).toEqual([null])
    for (let number = 0; number < 30; number += 1) await mkdir(folder.in(`new${number}`))
    await writeFile(folder.in('new29', 'a.mp4'), 'a')
    await until('it says so', async () => (await tree.reasons()).at(-1) !== null)
    expect((await tree.reasons()).at(-1)).toContain('fs.inotify.max_user_watches')
    // Dates of folders are compared all the same.
    await tree.untilFound(folder.in('new29', 'a.mp4'))
    for (let number = 0; number < 29; number += 1) await rm(folder.in(`new${number}`), { recursive: true })
    await until('it watches them again', async () => (await tree.reasons()).at(-1) === null)
    await writeFile(folder.in('new29', 'b.mp4'), 'b')
    await tree.untilFound(folder.in('new29', 'b.mp4'))
  })
})
