/** A new AppImage in the place of the old one, with real files and real starts. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { replaceImage } from '../../src-main/shell/replace-image.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { mountTinyDisk } from '../support/tiny-disk.ts'

const OLD = '#!/bin/sh\nexit 0\n'
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

it('a new image takes the place of the old one and is started, and nothing else stays', async () => {
  const image = folder.in('apps/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  const downloaded = await download('Reelay-1.1.0.AppImage', started())
  const bytes = await readFile(downloaded)
  await replaceImage(image, downloaded)
  expect((await readFile(image)).equals(bytes)).toBe(true)
  expect(await readdir(folder.in('apps'))).toEqual(['Reelay.AppImage'])
  await vi.waitFor(async () => expect((await readFile(folder.in('started'), 'utf8')).trim()).toBe(image), { timeout: 10_000 })
})

it('a name with a version becomes the one of the new version', async () => {
  const image = folder.in('apps/Reelay-1.0.0.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  await replaceImage(image, await download('Reelay-1.1.0.AppImage', started()))
  expect(await readdir(folder.in('apps'))).toEqual(['Reelay-1.1.0.AppImage'])
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
  await expect(replaceImage(image, downloaded)).rejects.toThrow(reason)
  expect(await readFile(image, 'utf8')).toBe(OLD)
  expect(await readdir(folder.in('apps'))).toEqual([name])
})

it('the old image stays where there is too little space for the new one, which is said', async (context) => {
  await using disk = await mountTinyDisk(folder.in('small'), 300)
  context.skip(disk === null, 'this machine lets nobody mount anything')
  const image = folder.in('small/Reelay.AppImage')
  await writeFile(image, OLD, { mode: 0o755 })
  const downloaded = await download('Reelay-1.1.0.AppImage', 'x'.repeat(400_000))
  await expect(replaceImage(image, downloaded)).rejects.toMatchObject({
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
  await replaceImage(image, await download('Reelay-1.1.0.AppImage', started()))
  expect(await readFile(image, 'utf8')).toContain('started')
  expect(await readdir(folder.in('small'))).toEqual(['Reelay.AppImage'])
})
