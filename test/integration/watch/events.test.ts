import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createFolderEvents } from '../../../src-main/adapters/watch/events.ts'
import { silentLog } from '../../support/fakes.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

it('what happens in a tree is told, also in folders that were made meanwhile, and nothing after the end', async () => {
  await using folder = await tempFolder()
  await mkdir(folder.in('watched', 'below'), { recursive: true })
  const told = new Set<string>()
  let everything = 0
  const end = await createFolderEvents(silentLog).watch(folder.in('watched'), (paths) => {
    if (!paths) everything += 1
    for (const path of paths ?? []) told.add(path)
  })
  if (!end) throw new Error('changes cannot be watched here')
  const heard = async (path: string): Promise<void> => {
    while (!told.has(path)) await wait(20)
  }

  await writeFile(folder.in('watched', 'a.mp4'), 'a')
  await heard(folder.in('watched', 'a.mp4'))
  await rename(folder.in('watched', 'a.mp4'), folder.in('watched', 'below', 'b.mp4'))
  await heard(folder.in('watched', 'below', 'b.mp4'))
  await mkdir(folder.in('watched', 'new', 'newer'), { recursive: true })
  await heard(folder.in('watched', 'new'))
  await wait(300)
  await writeFile(folder.in('watched', 'new', 'newer', 'c.mp4'), 'c')
  await heard(folder.in('watched', 'new', 'newer', 'c.mp4'))
  told.clear()
  await rm(folder.in('watched', 'below', 'b.mp4'))
  await heard(folder.in('watched', 'below', 'b.mp4'))

  for (let number = 0; number < 1_500; number += 1) await writeFile(folder.in('watched', 'new', `${number}.mp4`), '')
  while (everything === 0 && told.size < 1_500) await wait(20)

  await end()
  told.clear()
  await writeFile(folder.in('watched', 'd.mp4'), 'd')
  await wait(700)
  expect([...told]).toEqual([])
})

it('a folder that is not there cannot be watched, and nothing is thrown', async () => {
  await using folder = await tempFolder()
  expect(await createFolderEvents(silentLog).watch(folder.in('missing'), () => {})).toBeNull()
})
