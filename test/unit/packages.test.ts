import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Package {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
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
    // The watcher would only compile what its packages for each system bring along.
    expect(fetched.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameOf(place))).toEqual([
      '@parcel/watcher',
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

describe('licences', () => {
  const KNOWN = [
    'MIT',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'CC0-1.0',
    '(MIT OR CC0-1.0)',
    '0BSD',
  ]

  it('of everything that is installed with Reelay let it be passed on', () => {
    const shipped = fetched.filter(([, { dev }]) => !dev)
    expect(shipped.length).toBeGreaterThan(50)
    expect(shipped.filter(([, { license }]) => !KNOWN.includes(license ?? '')).map(([place]) => nameOf(place))).toEqual([])
  })

  it('are missing of one package only, of which no code is part of a build', () => {
    // It comes with tus-js-client; electron.vite.config.ts leaves out what needs it, and the build refuses what has no licence.
    const missing = fetched.filter(([, { license }]) => license === undefined).map(([place]) => nameOf(place))
    expect(missing).toEqual(['combine-errors'])
  })
})
