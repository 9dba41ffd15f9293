import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'the modules of the real runtime are not counted')

const MAX_MODULES = 150
const built = fileURLToPath(new URL('../../../out/main/', import.meta.url))

/** The sources in each built file, as the build lists them. */
function builtSources(): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(JSON.parse(readFileSync(join(built, '..', 'modules.json'), 'utf8')) as Record<string, string[]>))
}

const LATER = {
  providers: /^src-main\/adapters\/providers\//,
  watcher: /^src-main\/adapters\/watch\/events\//,
  fastify: /^node_modules\/@?fastify/,
  updater: /^node_modules\/(?:electron-updater|builder-util-runtime)\//,
  'reader of media files': /^node_modules\/mediabunny\//,
  'hash lists': /^src-main\/adapters\/hash-lists\/|^node_modules\/saxes\//,
  journal: /^src-main\/adapters\/sqlite\//,
} as const

test('loads fewer than 150 modules before its window, no provider, watcher, server or updater among them', async ({
  desktop,
}) => {
  const app = await desktop.start()
  const before = app.reports.flatMap((one) => (one.type === 'modules' ? one.paths : []))
  expect(before).toContain(join(built, 'index.js'))
  expect(before.length).toBeLessThan(MAX_MODULES)
  const own = before.filter((path) => path.startsWith(built))
  // The only native package is not among them.
  expect(before.filter((path) => !own.includes(path))).toEqual([])
  const list = builtSources()
  const sources = own.flatMap((path) => list.get(relative(built, path)) ?? [])
  const all = [...list.values()].flat()
  expect(sources).toContain('src-main/shell/windows/main-window.ts')
  for (const [what, pattern] of Object.entries(LATER)) {
    expect(
      sources.filter((source) => pattern.test(source)),
      what,
    ).toEqual([])
    // They are loaded later, and not left out.
    expect(all.filter((source) => pattern.test(source)).length, what).toBeGreaterThan(0)
  }
})
