import { execFile } from 'node:child_process'
import { chmod, cp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { asNobody } from '../support/users.ts'

const BUILT = fileURLToPath(new URL('../../out/main', import.meta.url))
/** Node's own account of what it took from its cache. */
const SHOWN = { ...process.env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', NODE_COMPILE_CACHE: '' }
/** Prints which parts of itself Node has loaded. */
const PARTS = 'data:text/javascript,process.on("exit",()=>console.error(process.moduleLoadList.join("\\n")))'

/** A file of the build, and what it imports. */
interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

/** A copy of the built command that nothing has started yet. */
async function openCopy() {
  const folder = await tempFolder()
  await cp(BUILT, folder.in('main'), { recursive: true, filter: (path) => !path.endsWith('.code-cache') })
  await writeFile(folder.in('package.json'), '{ "type": "module" }')
  const start = async (flags: readonly string[] = [], uid?: number) => {
    const args = [...flags, folder.in('main', 'headless.js'), '--version']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      env: SHOWN,
      cwd: folder.path,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    return { stderr, taken: stderr.match(/ was accepted/g)?.length ?? 0 }
  }
  return { folder, cache: folder.in('main', '.code-cache'), start, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

it('what is read before the version of Node is checked is the setting of its threads alone', async () => {
  const sources = JSON.parse(await readFile(join(BUILT, '..', 'modules.json'), 'utf8')) as Record<string, string[]>
  const manifest = JSON.parse(await readFile(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>
  const entry = manifest['src-main/headless/index.ts']
  expect(entry?.dynamicImports?.length).toBeGreaterThan(3)
  expect((entry?.imports ?? []).flatMap((key) => sources[manifest[key]?.file ?? ''] ?? [])).toEqual(['src-main/threads.ts'])
})

it('a start takes what Node compiled at the one before, from a folder that is this user’s alone', async () => {
  await using copy = await openCopy()
  expect((await copy.start()).taken).toBe(0)
  expect((await stat(copy.cache)).mode & 0o777).toBe(0o700)
  expect((await copy.start()).taken).toBeGreaterThan(5)
})

it('damaged compiled code is compiled again', async () => {
  await using copy = await openCopy()
  await copy.start()
  for (const file of await filesBelow(copy.cache)) await writeFile(file, 'nothing that Node has written')
  expect((await copy.start()).taken).toBe(0)
  expect((await copy.start()).taken).toBeGreaterThan(5)
})

it('a command in a folder where it may not write starts as well', async () => {
  await using copy = await openCopy()
  const uid = await asNobody(copy.folder.path)
  await chmod(copy.folder.in('main'), 0o555)
  expect((await copy.start([], uid)).taken).toBe(0)
  expect(await readdir(copy.folder.in('main'))).not.toContain('.code-cache')
  await chmod(copy.folder.in('main'), 0o755)
})

it('a start loads nothing for calls that the command never makes', async () => {
  await using copy = await openCopy()
  const { stderr } = await copy.start(['--import', PARTS])
  expect(stderr).toContain('NativeModule http')
  expect(stderr).not.toContain('undici')
})
