import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'

const LIST = fileURLToPath(new URL('../support/windows-list.ts', import.meta.url))

it('drives of Windows are all listed with a PowerShell that takes its time, which is started once', async (context) => {
  context.skip(process.platform === 'win32', 'folders stand for drives here')
  await using folder = await tempFolder()
  for (const letter of ['C', 'D', 'E', 'F']) await mkdir(folder.in('machine', `${letter}:\\`), { recursive: true })
  await mkdir(folder.in('bin'))
  const program = `#!/bin/sh\necho started >> '${folder.in('starts')}'\nsleep 2.2\nprintf 'D SATA\\r\\nE USB\\r\\n'\n`
  await writeFile(folder.in('bin', 'powershell.exe'), program)
  await chmod(folder.in('bin', 'powershell.exe'), 0o755)
  const env = { ...process.env, PATH: `${folder.in('bin')}${delimiter}${process.env['PATH']}` }
  const { stdout } = await promisify(execFile)(process.execPath, [LIST], { cwd: folder.in('machine'), env })
  const drives = { 'C:': 'local', 'D:': 'local', 'E:': 'removable', 'F:': 'removable' }
  const [first = '', second = ''] = stdout.trim().split('\n')
  expect(JSON.parse(first)).toEqual(drives)
  expect(JSON.parse(second)).toEqual(drives)
  expect((await readFile(folder.in('starts'), 'utf8')).split('started').length - 1).toBe(1)
})
