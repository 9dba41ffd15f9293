import { readdir, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { writePrivateFile } from '../../src-main/http-api/private-file.ts'
import { mountTinyDisk } from '../support/mounts.ts'
import { tempFolder } from '../support/temp-folder.ts'

it('a private file leaves nothing on a disk that is too full for it', async ({ skip }) => {
  await using folder = await tempFolder()
  await using disk = await mountTinyDisk(folder.in('disk'), 64)
  if (!disk) return skip('this machine does not allow a small disk to be mounted')
  await writeFile(folder.in('disk', 'ballast'), Buffer.alloc(60 * 1024))
  expect(() => writePrivateFile(folder.in('disk', 'door.json'), 'x'.repeat(16 * 1024))).toThrow('ENOSPC')
  expect(await readdir(folder.in('disk'))).toEqual(['ballast'])
})
