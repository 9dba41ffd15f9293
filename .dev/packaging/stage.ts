/** @file Puts together what a package contains: the built files that an entry needs, and a package.json of its own. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../build.ts'
import type { Target } from './binary.ts'
import { stageWatcher } from './watcher.ts'

/** Written by the bundler: what each source became, and which files that loads. */
type BuildManifest = Readonly<
  Record<string, { readonly file: string; readonly imports?: readonly string[]; readonly dynamicImports?: readonly string[] }>
>

export interface RootManifest {
  readonly name: string
  readonly productName: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

/** Files that no file loads: each is a thread of its own. */
const THREADS = ['src-main/adapters/media/media-worker.ts'] as const
const LICENCES = ['main/LICENSES.txt', 'renderer/LICENSES.txt'] as const

export async function rootManifest(): Promise<RootManifest> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as RootManifest
}

/** Files of `out/main` that are loaded with an entry, at once or later. */
export function filesOf(manifest: BuildManifest, entry: string): string[] {
  const seen = new Set<string>()
  const add = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build has no “${key}”.`)
    if (seen.has(chunk.file)) return
    seen.add(chunk.file)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) add(next)
  }
  add(entry)
  return [...seen].sort()
}

/** Copies the built files of an entry, with the interface and the licences of all that was bundled. */
async function copyBuilt(entry: string, folder: string, built: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const manifest = JSON.parse(await readFile(join(built, 'main', 'manifest.json'), 'utf8')) as BuildManifest
  const files = new Set([entry, ...THREADS].flatMap((one) => filesOf(manifest, one)))
  for (const file of files) await cp(join(built, 'main', file), join(folder, 'out', 'main', file))
  await cp(join(built, 'renderer'), join(folder, 'out', 'renderer'), { recursive: true })
  for (const file of LICENCES) await cp(join(built, file), join(folder, 'out', file))
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}

async function writeManifest(folder: string, manifest: object): Promise<void> {
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function onlyOf({ dependencies }: RootManifest, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const version = dependencies[name]
      if (!version) throw new Error(`${name} is no dependency of this version.`)
      return [name, version]
    }),
  )
}

export interface DesktopStage {
  readonly folder: string
  readonly target: Target
  /** Name of the desktop entry on Linux, by which windows find their launcher. */
  readonly desktopName: string
  readonly homepage: string
  readonly author: string
  /** Folder of the build; `out` of this checkout if not given. */
  readonly built?: string
  /** Folders with packages. */
  readonly modules?: readonly string[]
}

/** The app as electron-builder takes it, with its node_modules. */
export async function stageDesktop(stage: DesktopStage): Promise<void> {
  const { folder, target, desktopName, homepage, author } = stage
  const { built = join(root, 'out'), modules = [join(root, 'node_modules')] } = stage
  const own = await rootManifest()
  const { name, productName, version, description, license } = own
  await copyBuilt('src-main/index.ts', folder, built)
  await cp(join(built, 'preload'), join(folder, 'out', 'preload'), { recursive: true })
  await writeManifest(folder, {
    ...{ name, productName, version, description, license, homepage, author, desktopName },
    type: 'module',
    main: 'out/main/index.js',
    dependencies: onlyOf(own, ['@parcel/watcher']),
  })
  await stageWatcher(modules, target, join(folder, 'node_modules'))
}

/** The command as npm takes it. */
export async function stageCommand({ folder, built = join(root, 'out') }: { folder: string; built?: string }): Promise<void> {
  const { name, version, description, license, engines, dependencies } = await rootManifest()
  await copyBuilt('src-main/headless/index.ts', folder, built)
  await cp(join(root, '.dev', 'packaging', 'npm-readme.md'), join(folder, 'README.md'))
  await writeManifest(folder, {
    ...{ name, version, description, license, engines, dependencies },
    type: 'module',
    bin: { reelay: 'bin/reelay.js' },
    files: ['bin', 'out'],
  })
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'reelay.js'), "#!/usr/bin/env node\nimport '../out/main/headless.js'\n", { mode: 0o755 })
}
