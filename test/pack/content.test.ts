import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { extractFile } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Target } from '../../.dev/packaging/binary.ts'
import { type Packed, problemsOf, readPacked } from '../../.dev/packaging/check-package.ts'
import { fakeBinary } from '../support/packaging/fake-electron.ts'
import { openPackFolder, type PackFolder, packedIn } from '../support/packaging/pack-folder.ts'

const TARGETS: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
]

/** What a built file imports, at once or later; names that are worked out when it runs are left out. */
function importsOf(path: string, text: string): string[] {
  const { staticImports, dynamicImports, staticExports } = parseSync(path, text).module
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    ...dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^["'`]([^$]+)["'`]$/.exec(text.slice(start, end))?.[1] ?? [],
    ),
  ]
}

describe.each(TARGETS)('the app packed for $platform $arch', (target) => {
  let folder: PackFolder
  let packed: Packed

  beforeAll(async () => {
    folder = await openPackFolder()
    await folder.pack(target)
    packed = await readPacked(packedIn(folder, target).resources)
  })
  afterAll(() => folder[Symbol.asyncDispose]())

  it('is small: at most 60 files and 5 MB, with what it needs', () => {
    expect(packed.files.length).toBeGreaterThan(20)
    expect(packed.files.length).toBeLessThanOrEqual(60)
    const bytes = packed.files.reduce((sum, file) => sum + file.bytes, 0)
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(bytes).toBeLessThanOrEqual(5 * 1024 * 1024)
    const paths = packed.files.map(({ path }) => path)
    for (const path of ['package.json', 'LICENSE', 'out/main/LICENSES.txt', 'out/main/index.js', 'out/preload/index.cjs']) {
      expect(paths).toContain(path)
    }
  })

  it('has no source map, no types, no sources, nothing of the command and no package but the watcher', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths.filter((path) => /\.map$|\.ts$|headless|(?:^|\/)cli-|manifest\.json$|\.svg$|^test|\.dev/.test(path))).toEqual([])
    const packages = paths.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
    expect([...new Set(packages)].sort()).toEqual([
      '@parcel/watcher',
      `@parcel/watcher-${target.platform}-${target.arch}${target.platform === 'linux' ? '-glibc' : ''}`,
    ])
  })

  it('has exactly one binary of the watcher, and it is for this system', () => {
    expect(packed.binaries.map((one) => one.target)).toEqual([target])
  })

  it('imports nothing that is not in it', async () => {
    const archive = join(packedIn(folder, target).resources, 'app.asar')
    const paths = new Set(packed.files.map(({ path }) => path))
    const scripts = [...paths].filter((path) => /^out\/(?:main|preload)\/.*\.c?js$/.test(path))
    const imports = scripts.flatMap((path) =>
      importsOf(path, extractFile(archive, path).toString()).map((name) => ({ path, name })),
    )
    expect(imports.length).toBeGreaterThan(50)
    const missing = imports.filter(({ path, name }) => {
      if (name.startsWith('.')) return !paths.has(join(path, '..', name))
      return !['electron', '@parcel/watcher'].includes(name) && !isBuiltin(name)
    })
    expect(missing).toEqual([])
  })

  it('has every fuse as it was named', async () => {
    const wire = await getCurrentFuseWire(packedIn(folder, target).binary)
    const on = Object.entries(wire).filter(([name, state]) => /^\d+$/.test(name) && Number(state) === FuseState.ENABLE)
    expect(on.map(([name]) => FuseV1Options[Number(name)])).toEqual([
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
      'WasmTrapHandlers',
    ])
    expect(Object.keys(wire).filter((name) => /^\d+$/.test(name))).toHaveLength(9)
  })

  if (target.platform !== 'darwin') return
  it('says why it reaches into the local network, and is an alternative for videos', async () => {
    const plist = await readFile(join(packedIn(folder, target).binary, 'Contents', 'Info.plist'), 'utf8')
    expect(plist).toMatch(/<key>NSLocalNetworkUsageDescription<\/key>\s*<string>Reelay sends your clips/)
    expect(plist).toMatch(/<key>CFBundleIdentifier<\/key>\s*<string>app\.reelay\.desktop</)
    expect(plist).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>reelay</)
    expect(plist.match(/LSHandlerRank<\/key>\s*<string>(\w+)/g)).toEqual([expect.stringContaining('Alternate')])
    expect(plist).toMatch(/ElectronAsarIntegrity/)
  })
})

describe('a package that is not whole', () => {
  const windows: Target = { platform: 'win32', arch: 'x64' }

  it('is not made without the binary of the watcher', async () => {
    await using folder = await openPackFolder()
    await expect(folder.pack(windows, { binary: null })).rejects.toThrow(/watcher-win32-x64 is not installed here/)
  })

  it.each<Target>([
    { platform: 'linux', arch: 'x64' },
    { platform: 'win32', arch: 'arm64' },
  ])('is not made with a binary for $platform $arch', async (foreign) => {
    await using folder = await openPackFolder()
    await expect(folder.pack(windows, { binary: fakeBinary(foreign) })).rejects.toThrow(
      new RegExp(`is for ${foreign.platform} ${foreign.arch}, and this package is for win32 x64`),
    )
  })

  it('is recognised by what it holds', () => {
    const needed = ['package.json', 'LICENSE', 'out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']
    const files = needed.map((path) => ({ path, bytes: 10 }))
    const binaries = [{ path: 'watcher.node', target: windows }]
    expect(problemsOf({ files, binaries }, windows)).toEqual([])
    expect(problemsOf({ files: files.slice(1), binaries: [] }, windows)).toEqual([
      'package.json is missing',
      'the binary of the watcher is missing',
    ])
    const foreign = [{ path: 'a.node', target: { platform: 'linux', arch: 'x64' } as const }, ...binaries]
    expect(problemsOf({ files, binaries: foreign }, windows)).toEqual([
      'watcher.node is a second binary',
      'a.node is for another system',
    ])
    const unwanted = ['out/main/index.js.map', 'node_modules/trash/index.js', 'out/main/headless.js', 'a.d.ts']
    const more = [...files, ...unwanted.map((path) => ({ path, bytes: 1 }))]
    expect(problemsOf({ files: more, binaries }, windows)).toEqual(unwanted.map((path) => `${path} is not needed`))
    expect(problemsOf({ files: [...files, { path: 'big', bytes: 6e6 }], binaries }, windows)).toHaveLength(1)
    const many = Array.from({ length: 60 }, (_, index) => ({ path: `${index}`, bytes: 1 }))
    expect(problemsOf({ files: [...files, ...many], binaries }, windows)).toEqual(['65 files, of 60 at most'])
  })
})
