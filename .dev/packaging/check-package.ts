/** @file Ends a build whose app contains unneeded files, lacks needed ones, or has a binary of another system. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPackage, statFile } from '@electron/asar'
import { type AfterPackContext, Arch } from 'electron-builder'
import { type Target, targetOf } from './binary.ts'

const MAX_FILES = 60
const MAX_BYTES = 5 * 1024 * 1024
const NEEDED = ['package.json', 'LICENSE', 'out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'] as const
/** Files that only the command, the build or nothing needs. */
const UNWANTED =
  /\.map$|\.d\.ts$|\.ts$|(?:^|\/)headless\.js$|manifest\.json$|node_modules\/(?:trash|open|commander|log-update|cli-truncate|pino)\//

export interface PackedFile {
  /** From the root of the archive, with `/`. */
  readonly path: string
  readonly bytes: number
}

export interface Packed {
  readonly files: readonly PackedFile[]
  /** Binaries beside the archive, and what they were made for. */
  readonly binaries: readonly { readonly path: string; readonly target: Target | null }[]
}

/** What is wrong with a package; empty when nothing is. */
export function problemsOf({ files, binaries }: Packed, target: Target): string[] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const paths = new Set(files.map(({ path }) => path))
  const [binary, ...more] = binaries
  const fits = binary?.target?.platform === target.platform && binary.target.arch === target.arch
  return [
    ...(files.length > MAX_FILES ? [`${files.length} files, of ${MAX_FILES} at most`] : []),
    ...(bytes > MAX_BYTES ? [`${bytes} bytes, of ${MAX_BYTES} at most`] : []),
    ...NEEDED.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...files.filter(({ path }) => UNWANTED.test(path)).map(({ path }) => `${path} is not needed`),
    ...(binary ? [] : ['the binary of the watcher is missing']),
    ...more.map(({ path }) => `${path} is a second binary`),
    ...(binary && !fits ? [`${binary.path} is for another system`] : []),
  ]
}

export async function readPacked(resources: string): Promise<Packed> {
  const archive = join(resources, 'app.asar')
  const files = listPackage(archive, { isPack: false })
    .map((path) => ({ path: path.replaceAll('\\', '/').slice(1), stat: statFile(archive, path.slice(1)) }))
    .filter(({ stat }) => !('files' in stat))
    // What is beside the archive is not in it.
    .map(({ path, stat }) => ({ path, bytes: 'size' in stat && !stat.unpacked ? Number(stat.size) : 0 }))
  const unpacked = join(resources, 'app.asar.unpacked')
  const besides = (await readdir(unpacked, { recursive: true }).catch(() => [])).filter((path) => path.endsWith('.node'))
  const binaries = besides.map(async (path) => ({ path, target: targetOf(await readFile(join(unpacked, path))) }))
  return { files, binaries: await Promise.all(binaries) }
}

export async function checkPackage({ appOutDir, arch, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const target = { platform: electronPlatformName, arch: Arch[arch] } as Target
  const problems = problemsOf(await readPacked(packager.getResourcesDir(appOutDir)), target)
  if (problems.length > 0) throw new Error(`This is not what should be packed: ${problems.join('; ')}.`)
}
