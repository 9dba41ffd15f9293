import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isAccepted } from '../../.dev/spdx.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Package {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

function read<T>(...names: string[]): T {
  return JSON.parse(readFileSync(join(root, ...names), 'utf8')) as T
}

/** Our own list of Node packages is the only one that comes from the checkout itself. */
const OWN = ['', '.dev/node', 'node_modules/node']
const all = Object.entries(read<{ packages: Record<string, Package> }>('package-lock.json').packages)
const fetched = all.filter(([place]) => !OWN.includes(place))
const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

describe('package-lock.json', () => {
  it('has the hash of every package, and takes each from the registry', () => {
    expect(fetched.length).toBeGreaterThan(300)
    const strange = fetched.filter(
      ([, { version = '', resolved = 'https:', integrity = '', link }]) =>
        link || !/^\d+\.\d+\.\d+/.test(version) || !/^https:/.test(resolved) || !/^sha512-[\w+/]{86}==$/.test(integrity),
    )
    expect(strange).toEqual([])
  })

  it('needs no package to run code when it is installed', () => {
    // The watcher would only compile what its packages for each system bring along; electron-winstaller, which electron-builder
    // has for a kind of installer that is not made, would choose a 7-Zip.
    expect(fetched.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameOf(place))).toEqual([
      '@parcel/watcher',
      'electron-winstaller',
    ])
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
    expect(Object.keys(read('package.json'))).not.toContain('allowScripts')
  })

  it('has the Node of every system in one version, and this is it', () => {
    const { version, optionalDependencies } = read<Manifest>('.dev', 'node', 'package.json')
    const locked = fetched.filter(([place]) => nameOf(place) in optionalDependencies)
    expect(locked.map(([, one]) => one.version)).toEqual(Object.values(optionalDependencies))
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([version]))
    expect(locked.every(([, one]) => one.dev)).toBe(true)
    const platform = process.platform === 'win32' ? 'win' : process.platform
    const here = locked.some(([place]) => nameOf(place) === `node-${platform}-${process.arch}`)
    expect(process.version).toMatch(here ? `v${version}` : /^v(2[4-9]|[3-9]\d)\./)
  })

  it('agrees with exact versions in package.json', () => {
    const { dependencies, devDependencies } = read<Manifest>('package.json')
    const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))
    expect(ranges).toEqual([['node', 'file:.dev/node']])
  })
})

/** Packages that sources import. */
function importedBy(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:ts|vue)$/.test(name),
  )
  return files.flatMap((file) =>
    [...readFileSync(join(root, folder, file), 'utf8').matchAll(/(?:from|import\()\s*'((?:@[\w-]+\/)?[\w-]+)[^']*'/g)].flatMap(
      ([, name = '']) => (name === 'electron' || isBuiltin(name) || name.startsWith('@contract') ? [] : [name]),
    ),
  )
}

/** These packages and all that they need, however deep. Packages of other systems count, too. */
function neededBy(names: readonly string[]): Set<string> {
  const needs = new Map<string, string[]>()
  for (const [place, { dependencies = {}, optionalDependencies = {} }] of fetched) {
    const before = needs.get(nameOf(place)) ?? []
    needs.set(nameOf(place), [...before, ...Object.keys(dependencies), ...Object.keys(optionalDependencies)])
  }
  const seen = new Set<string>()
  const add = (name: string): void => {
    if (seen.has(name) || !needs.has(name)) return
    seen.add(name)
    for (const next of needs.get(name) ?? []) add(next)
  }
  for (const name of names) add(name)
  return seen
}

describe('licences', () => {
  it('of everything that is bundled or installed with Reelay let it be passed on', () => {
    const shipped = neededBy([
      ...importedBy('src-main'),
      ...importedBy('src-renderer'),
      ...Object.keys(read<Manifest>('package.json').dependencies),
    ])
    expect(shipped.size).toBeGreaterThan(100)
    const licences = new Map(fetched.map(([place, { license = '' }]) => [nameOf(place), license]))
    // Needed by a part of tus-js-client that is left out, see below.
    const strange = [...shipped].filter((name) => name !== 'combine-errors' && !isAccepted(licences.get(name) ?? ''))
    expect(strange).toEqual([])
  })

  it('are missing of one package only, of which no code is part of a build', () => {
    // It comes with tus-js-client; electron.vite.config.ts leaves out what needs it, and the build refuses what has no licence.
    const missing = fetched.filter(([, { license }]) => license === undefined).map(([place]) => nameOf(place))
    expect(missing).toEqual(['combine-errors'])
  })
})
