/**
 * @file Writes the licences of the packages that a bundle contains, or imports when it runs, beside it. A package without a
 * licence that is accepted ends the build.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'
import { type Licence, mergeLicences, writeLicences } from '../src-main/contract/licences.ts'
import { isAccepted, sourceNote, textWithoutFile } from './spdx.ts'

/** The folder of the package that a module belongs to, however deep it is nested. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
/** Virtual modules that a tool adds to a bundle, with the package of that tool. */
const ADDED_BY = [
  [/^\0?vite\//, 'vite'],
  [/^\0?rolldown\//, 'rolldown'],
  [/^\0?\/?plugin-vue:/, '@vitejs/plugin-vue'],
] as const
/** A package whose dependencies only fetch its runtime, and are no part of it. */
const WITHOUT_DEPENDENCIES = 'electron'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: unknown
  readonly author?: string | { readonly name?: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** What the bundler reports of a chunk. */
export interface Chunk {
  readonly moduleIds: readonly string[]
  readonly imports: readonly string[]
  readonly dynamicImports: readonly string[]
}

export function licences(): Plugin {
  let root = ''
  return {
    name: 'licences',
    configResolved(config) {
      // The interface has its own root below that of the project.
      root = projectOf(config.root)
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? [output] : []))
      const own = new Set(Object.keys(bundle))
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: writeLicences(licencesOf(chunks, own, root)) })
    },
  }
}

/**
 * @param own names of the files of the bundle, which chunks import as well
 * @throws Error when a package has no licence that is accepted
 */
export function licencesOf(chunks: readonly Chunk[], own: ReadonlySet<string>, root: string): readonly Licence[] {
  const folders = new Set<string>()
  for (const { moduleIds, imports, dynamicImports } of chunks) {
    for (const id of moduleIds) {
      const folder = folderOf(id, root)
      if (folder !== null) folders.add(folder)
    }
    for (const name of [...imports, ...dynamicImports]) {
      if (own.has(name) || isBuiltin(name) || /^[./]/.test(name)) continue
      addWithDependencies(packageName(name), root, folders)
    }
  }
  return mergeLicences([[...folders].map(licenceOf)])
}

function folderOf(id: string, root: string): string | null {
  const path = id.replaceAll('\\', '/')
  const tool = ADDED_BY.find(([pattern]) => pattern.test(path))?.[1]
  if (tool !== undefined) return join(root, 'node_modules', tool)
  return PACKAGE.exec(path)?.[0].replace(/^\0/, '') ?? null
}

/** Of another system, optional packages are not installed and not part of this build. */
function addWithDependencies(name: string, from: string, folders: Set<string>): void {
  const folder = findPackage(name, from)
  if (folder === null || folders.has(folder)) return
  folders.add(folder)
  if (name === WITHOUT_DEPENDENCIES) return
  const { dependencies, optionalDependencies } = manifestOf(folder)
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) addWithDependencies(needed, folder, folders)
}

/** As Node looks for it: in the next `node_modules` above. */
function findPackage(name: string, from: string): string | null {
  const folder = join(from, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(from)
  return above === from ? null : findPackage(name, above)
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

function licenceOf(folder: string): Licence {
  const { name, version, license, author } = manifestOf(folder)
  if (typeof license !== 'string' || !isAccepted(license))
    throw new Error(
      `${name} ${version} has ${String(license ?? 'no licence')}, which is not accepted, so it cannot be part of a build`,
    )
  const files = readdirSync(folder)
    .filter((entry) => /^(?:licen[cs]e|copying|notice)/i.test(entry) && statSync(join(folder, entry)).isFile())
    .sort()
  const texts = files.map((entry) => ownPart(readFileSync(join(folder, entry), 'utf8')).trim())
  const by = typeof author === 'string' ? author : (author?.name ?? '')
  const text = texts.join('\n\n') || textWithoutFile(license, by)
  const note = sourceNote(license, name, version)
  return { name, version, licence: license, text: note === null ? text : `${note}\n\n${text}` }
}

/** What Vite's own bundle contains is listed in its licence, and none of it is added to ours. */
function ownPart(text: string): string {
  return text.split(/^# Licenses of bundled dependencies$/m, 1)[0] ?? text
}

function projectOf(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) || dirname(folder) === folder ? folder : projectOf(dirname(folder))
}
