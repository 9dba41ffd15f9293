import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What both hosts may import. */
const HOST = [
  'process-exit',
  'log-file',
  'json-store',
  'file-tools',
  'built',
  'host-facts',
  'atomic-file',
  'contract',
  'engine/ports',
  'host',
  'ipc',
  'http-api',
] as const

/** Who may import whom, as in ARCHITECTURE.md. The two entries and `compose.ts` put layers together. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contract: ['contract'],
  engine: ['contract', 'engine'],
  adapters: ['contract', 'engine', 'adapters'],
  ipc: ['contract', 'engine', 'ipc'],
  'http-api': ['contract', 'ipc', 'http-api'],
  shell: [...HOST, 'shell'],
  headless: [...HOST, 'engine/decode-text', 'engine/engine', 'headless'],
  preload: ['contract/channels', 'contract/bridge'],
  'json-store': ['engine/ports'],
  'log-file': ['engine/ports', 'engine/redact', 'rotated-file'],
  'rotated-file': [],
  'log-tail': [],
  'atomic-file': [],
  'file-tools': ['engine/ports', 'adapters/hash-lists'],
  'host-facts': ['contract', 'log-tail'],
  built: ['contract'],
  host: ['contract', 'engine', 'ipc', 'http-api'],
  providers: ['engine/ports', 'engine/providers', 'adapters/providers'],
  compose: ['contract', 'engine', 'adapters', 'providers', 'ipc', 'http-api', 'host'],
}

/** Libraries that one layer alone may know. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  electron: ['shell', 'preload', 'index'],
  'electron-store': ['shell'],
  pino: ['log-file'],
  conf: ['headless'],
  commander: ['headless'],
  fastify: ['http-api'],
  'tus-js-client': ['adapters/tus'],
  'hash-wasm': ['adapters/hashes'],
  saxes: ['adapters/hash-lists'],
  'node:sqlite': ['adapters/sqlite'],
  '@parcel/watcher': ['adapters/watch'],
  mediabunny: ['adapters/media'],
  trash: ['headless'],
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

const fits = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`) || path === `${prefix}.ts`)

/** Files and packages that are loaded with a file, without what is loaded later or for its types only. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  if (path.endsWith('.css')) return seen
  const text = readFileSync(join(root, path), 'utf8')
  for (const [, clause = '', name = ''] of text.matchAll(/^(?:import|export)\s+(?!type\b)([\w*\s{},]+from\s+)?'([^']+)'/gm)) {
    const isTypesOnly = /^\{(?:\s*type \w+,?)+\s*\}\s*from\s+$/.test(clause)
    if (isTypesOnly) continue
    const file = name.replace(/^@contract\//, `${relative(dirname(path), 'src-main/contract')}/`)
    if (file.startsWith('.')) loadedWith(join(dirname(path), file), seen)
    else seen.add(name)
  }
  return seen
}

describe('the layers', () => {
  const main = join(root, 'src-main')
  const files = filesIn(main).map((file) => ({ file, path: relative(main, file), imports: importsOf(file) }))

  it('import only what lies below them', () => {
    const breaches = files.flatMap(({ file, path, imports }) => {
      const layer = path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
      const allowed = ALLOWED[layer]
      if (!allowed || path === 'headless/index.ts') return []
      const inside = imports.filter((name) => name.startsWith('.')).map((name) => relative(main, resolve(dirname(file), name)))
      return inside.filter((target) => !fits(target, allowed)).map((target) => `${path} imports ${target}`)
    })
    expect(breaches).toEqual([])
  })

  it('keep libraries where they belong', () => {
    const breaches = files.flatMap(({ path, imports }) =>
      imports.filter((name) => name in OWNERS && !fits(path, OWNERS[name] ?? [])).map((name) => `${path} imports ${name}`),
    )
    expect(breaches).toEqual([])
  })

  // Providers share their kit, and the pure knowledge of what answers of tus servers mean.
  const SHARED = ['adapters/providers/kit', 'adapters/tus/answers']
  // Watched folders tell what a file is, and whether it is whole, as those who read it for sending do.
  const SHARED_FILES = [
    'adapters/files/identity',
    'adapters/media/boxes',
    'adapters/media/container',
    'adapters/files/names',
    'adapters/files/real-path',
  ]

  // Where a library or the system does not say that nothing can be opened, everyone asks in the same way.
  // Whoever asks a drive does so in the same way, and which one that is the mounts say.
  // A hash is computed in one way, whoever reads the bytes.
  // There is one real clock, with the one kind of timer.
  const SHARED_BY_ALL = ['adapters/clock', 'adapters/descriptors', 'adapters/drives', 'adapters/hashes']
  const MOUNTS = ['adapters/watch/volumes/mountinfo', 'adapters/watch/volumes/system']

  it('leave adapters unaware of each other', () => {
    const breaches = files.flatMap(({ file, path, imports }) => {
      const own = path
        .split('/')
        .slice(0, path.startsWith('adapters/providers/') ? 3 : 2)
        .join('/')
      if (!path.startsWith('adapters/') || !path.includes('/', 'adapters/'.length)) return []
      const others = imports.filter((name) => name.startsWith('.')).map((name) => relative(main, resolve(dirname(file), name)))
      return others
        .filter(
          (target) =>
            target.startsWith('adapters/') &&
            !fits(target, [
              own,
              ...SHARED_BY_ALL,
              ...(path.startsWith('adapters/providers/') ? SHARED : []),
              ...(path.startsWith('adapters/watch/') ? SHARED_FILES : []),
              // What cannot be read is named as any other file is.
              ...(path.startsWith('adapters/hash-lists/') ? ['adapters/files/identity', 'adapters/files/names'] : []),
              ...(path === 'adapters/drives/drive-of.ts' ? MOUNTS : []),
            ]),
        )
        .map((target) => `${path} imports ${target}`)
    })
    expect(breaches).toEqual([])
  })

  it('keep the entries thin', () => {
    for (const entry of ['index.ts', 'headless/index.ts']) {
      expect(readFileSync(join(main, entry), 'utf8').split('\n').length, entry).toBeLessThanOrEqual(41)
    }
  })

  it('keep the server of the HTTP API out of what is loaded before the window', () => {
    const loaded = loadedWith('src-main/index.ts')
    expect(loaded.size).toBeGreaterThan(100)
    expect([...loaded].filter((name) => /^(?:fastify|@fastify|@parcel|trash|commander)/.test(name))).toEqual([])
  })

  it('keep schemas out of what a page loads first', () => {
    const loaded = loadedWith('src-renderer/main.ts')
    expect(loaded.size).toBeGreaterThan(100)
    expect([...loaded].filter((name) => name === 'zod' || /schema/.test(name))).toEqual([])
  })

  it('let the renderer know the contract only', () => {
    const breaches = filesIn(join(root, 'src-renderer')).flatMap((file) =>
      importsOf(file)
        .filter((name) => /^node:|^electron|src-main/.test(name))
        .map((name) => `${relative(root, file)} imports ${name}`),
    )
    expect(breaches).toEqual([])
  })
})

it('a component says above its imports what it is about', () => {
  const renderer = join(root, 'src-renderer')
  const betweenImports = /^(?:import .*|\} from .*)\n\/\*\*(?:(?!\*\/)[\s\S])*\*\/\nimport /m
  const astray = filesIn(renderer).filter((file) => file.endsWith('.vue') && betweenImports.test(readFileSync(file, 'utf8')))
  expect(astray.map((file) => relative(renderer, file))).toEqual([])
})

it('a file of more than 300 lines says why it is that long', () => {
  const silent = ['src-main', 'src-renderer'].flatMap((folder) =>
    filesIn(join(root, folder)).filter((file) => {
      const lines = readFileSync(file, 'utf8').split('\n')
      return lines.length > 301 && !/\blong file\b/i.test(lines.slice(0, 12).join(' '))
    }),
  )
  expect(silent.map((file) => relative(root, file))).toEqual([])
})
