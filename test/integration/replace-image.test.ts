/** A new AppImage in the place of the old one, with real files and real starts. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDesktopState } from '../../src-main/shell/desktop-state.ts'
import { replaceImage } from '../../src-main/shell/updates/replace-image.ts'
import { removeReplaced } from '../../src-main/shell/updates/replaced-image.ts'
import { silentLog } from '../support/fakes.ts'
import { mountTinyDisk } from '../support/mounts.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'

const OLD = '#!/bin/sh\nexit 0\n'
const KEPT = '.reelay-update-old.AppImage'
const ignored = (): void => {}
/** On a busy machine a program takes a while to end. */
const UNTIL_ENDED_MS = 60_000
let folder: TempFolder

beforeEach(async () => {
  folder = await tempFolder()
  await mkdir(folder.in('apps'))
})
afterEach(() => folder[Symbol.asyncDispose]())

async function download(name: string, script: string): Promise<string> {
  const path = folder.in(name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  return path
}

const started = (): string => `echo "$0" > '${folder.in('started')}'`

it('a new image takes the place of the old one and is started; the old one stays beside it, and nothing else', async () => {
  const image = folder.in('apps/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  const downloaded = await download('Reelay-1.1.0.AppImage', started())
  const bytes = await readFile(downloaded)
  const kept: string[] = []
  await replaceImage(image, downloaded, (path) => kept.push(path))
  expect(kept).toEqual([folder.in('apps', KEPT)])
  expect(await readFile(folder.in('apps', KEPT), 'utf8')).toBe(OLD)
  expect((await readFile(image)).equals(bytes)).toBe(true)
  expect(await readdir(folder.in('apps'))).toEqual([KEPT, 'Reelay.AppImage'])
  await vi.waitFor(async () => expect((await readFile(folder.in('started'), 'utf8')).trim()).toBe(image), { timeout: 60_000 })
})

it('a name with a version becomes the one of the new version', async () => {
  const image = folder.in('apps/Reelay-1.0.0.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  await replaceImage(image, await download('Reelay-1.1.0.AppImage', started()), ignored)
  expect(await readdir(folder.in('apps'))).toEqual([KEPT, 'Reelay-1.1.0.AppImage'])
  expect(await readFile(folder.in('apps', KEPT), 'utf8')).toBe(OLD)
})

it.each([
  ['ends at once', 'Reelay.AppImage', '#!/bin/sh\nexit 127\n', /ended at once \(127\)/],
  ['ends at once under another name', 'Reelay-1.0.0.AppImage', '#!/bin/sh\nexit 1\n', /ended at once \(1\)/],
  ['has no interpreter', 'Reelay.AppImage', '#!/no/such/interpreter\n', /ENOENT/],
])('the old image is back when the new one %s', async (_what, name, content, reason) => {
  const image = folder.in('apps', name)
  await writeFile(image, OLD, { mode: 0o755 })
  const downloaded = folder.in('Reelay-1.1.0.AppImage')
  await writeFile(downloaded, content)
  await expect(replaceImage(image, downloaded, ignored, UNTIL_ENDED_MS)).rejects.toThrow(reason)
  expect(await readFile(image, 'utf8')).toBe(OLD)
  expect(await readdir(folder.in('apps'))).toEqual([name])
})

it('the old image stays where there is too little space for the new one, which is said', async (context) => {
  await using disk = await mountTinyDisk(folder.in('small'), 300)
  context.skip(disk === null, 'this machine lets nobody mount anything')
  const image = folder.in('small/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  const downloaded = await download('Reelay-1.1.0.AppImage', 'x'.repeat(400_000))
  await expect(replaceImage(image, downloaded, ignored)).rejects.toMatchObject({
    code: 'ENOSPC',
    message: expect.stringContaining('too little space'),
  })
  expect(await readFile(image, 'utf8')).toBe(OLD)
  expect(await readdir(folder.in('small'))).toEqual(['Reelay.AppImage'])
})

it('a new image is brought from another drive', async (context) => {
  await using disk = await mountTinyDisk(folder.in('small'), 300)
  context.skip(disk === null, 'this machine lets nobody mount anything')
  const image = folder.in('small/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  await replaceImage(image, await download('Reelay-1.1.0.AppImage', started()), ignored)
  expect(await readFile(image, 'utf8')).toContain('started')
  expect(await readdir(folder.in('small'))).toEqual([KEPT, 'Reelay.AppImage'])
})

it('where the old image stays is noted before the new one is started, which may look for it at once', async () => {
  const image = folder.in('apps/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  let wasStarted = true
  await replaceImage(image, await download('Reelay-1.1.0.AppImage', started()), () => {
    wasStarted = existsSync(folder.in('started'))
  })
  expect(wasStarted).toBe(false)
})

it.each([
  ['the new one cannot be stored', true],
  ['the new one ends at once', false],
])('a file of a person that has the name of the new image is left as it was when %s', async (_what, isGone) => {
  const image = folder.in('apps/Reelay-1.0.0.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  await writeFile(folder.in('apps/Reelay-1.1.0.AppImage'), 'of a person')
  const downloaded = await download('Reelay-1.1.0.AppImage', 'exit 1')
  if (isGone) await rename(downloaded, folder.in('elsewhere'))
  await expect(replaceImage(image, downloaded, ignored, UNTIL_ENDED_MS)).rejects.toThrow(isGone ? /ENOENT/ : /ended at once/)
  expect(await readFile(image, 'utf8')).toBe(OLD)
  expect(await readFile(folder.in('apps/Reelay-1.1.0.AppImage'), 'utf8')).toBe('of a person')
  expect(await readdir(folder.in('apps'))).toEqual(['Reelay-1.0.0.AppImage', 'Reelay-1.1.0.AppImage'])
})

it('a folder of a person that has the name of the new image is left as it was', async () => {
  const image = folder.in('apps/Reelay-1.0.0.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  await mkdir(folder.in('apps/Reelay-1.1.0.AppImage'))
  await writeFile(folder.in('apps/Reelay-1.1.0.AppImage/clip'), 'of a person')
  await expect(replaceImage(image, await download('Reelay-1.1.0.AppImage', 'exit 0'), ignored)).rejects.toMatchObject({
    code: 'EISDIR',
  })
  expect(await readFile(folder.in('apps/Reelay-1.1.0.AppImage/clip'), 'utf8')).toBe('of a person')
  expect(await readdir(folder.in('apps'))).toEqual(['Reelay-1.0.0.AppImage', 'Reelay-1.1.0.AppImage'])
})

it('what an update of another version left behind is gone after the next one', async () => {
  const first = folder.in('apps/Reelay-1.0.0.AppImage')
  await writeFile(first, OLD, { mode: 0o755 })
  await writeFile(folder.in('apps/.reelay-update-new.AppImage'), 'half of one')
  await writeFile(folder.in('apps/.reelay-update-other.AppImage'), 'put aside')
  await replaceImage(first, await download('Reelay-1.1.0.AppImage', 'exit 0'), ignored)
  await replaceImage(folder.in('apps/Reelay-1.1.0.AppImage'), await download('Reelay-1.2.0.AppImage', started()), ignored)
  expect(await readdir(folder.in('apps'))).toEqual([KEPT, 'Reelay-1.2.0.AppImage'])
  expect(await readFile(folder.in('apps', KEPT), 'utf8')).toContain('exit 0')
})

it('the version before, started by a person from where it is kept, is not deleted by an update', async () => {
  const image = folder.in('apps', KEPT)
  await writeFile(image, OLD, { mode: 0o755 })
  await expect(replaceImage(image, await download('Reelay-1.1.0.AppImage', started()), ignored)).rejects.toThrow(
    /name of your own/,
  )
  expect(await readFile(image, 'utf8')).toBe(OLD)
})

describe('the image that was replaced', () => {
  /** What is left in the folder once `version` is up. */
  async function whatStays(options: { replaced?: string; image?: string; version?: string } = {}) {
    await writeFile(folder.in('apps', KEPT), OLD)
    await writeFile(folder.in('apps/clip.mp4'), 'of a person')
    await writeFile(folder.in(KEPT), 'of another app')
    const stored = { replaced: { image: options.replaced ?? folder.in('apps', KEPT), by: '1.1.0' } }
    const state = openDesktopState({ path: '', read: () => stored, write: () => {} }, silentLog)
    const image = options.image ?? folder.in('apps/Reelay.AppImage')
    await removeReplaced({ state, version: options.version ?? '1.1.0', image, log: silentLog })
    expect(await readFile(folder.in(KEPT), 'utf8')).toBe('of another app')
    return { left: await readdir(folder.in('apps')), stored: state.get().replaced }
  }

  it('is deleted once the new version is up', async () => {
    expect(await whatStays()).toEqual({ left: ['clip.mp4'], stored: null })
  })

  it('stays while another version runs, also for the next start', async () => {
    expect(await whatStays({ version: '1.0.0' })).toEqual({
      left: [KEPT, 'clip.mp4'],
      stored: { image: folder.in('apps', KEPT), by: '1.1.0' },
    })
  })

  it('is nothing else that a stored path names', async () => {
    const all = [KEPT, 'clip.mp4']
    expect((await whatStays({ replaced: folder.in('apps/clip.mp4') })).left).toEqual(all)
    expect((await whatStays({ replaced: folder.in(KEPT) })).left).toEqual(all)
    expect((await whatStays({ replaced: folder.in('gone', KEPT) })).left).toEqual(all)
    expect((await whatStays({ image: folder.in('apps', KEPT) })).left).toEqual(all)
  })
})
