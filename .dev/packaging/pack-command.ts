/** @file Makes the npm package of the command: a tarball that `npm install` takes. */
import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { root } from '../build.ts'
import { stageCommand } from './stage.ts'

/** Returns the path of the tarball. */
export async function packCommand(destination: string): Promise<string> {
  const folder = join(root, 'out', 'stage', `command-${process.pid}`)
  await stageCommand({ folder })
  try {
    await mkdir(destination, { recursive: true })
    const isWindows = process.platform === 'win32'
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', isWindows ? `"${destination}"` : destination]
    const { stdout } = await promisify(execFile)(isWindows ? 'npm.cmd' : 'npm', args, { cwd: folder, shell: isWindows })
    const packed = JSON.parse(stdout) as unknown
    const [first] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as { readonly filename: string }[]
    if (!first) throw new Error(`npm pack made nothing:\n${stdout}`)
    return join(destination, first.filename)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
