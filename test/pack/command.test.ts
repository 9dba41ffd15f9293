import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packCommand } from '../../.dev/packaging/pack-command.ts'
import { writeMedia } from '../support/media.ts'
import { startInstalledRegistry } from '../support/packaging/installed-registry.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const isWindows = process.platform === 'win32'
const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
let folder: TempFolder
let listing: readonly string[]

/** The installed command, with nothing on the PATH but this Node and what is of the system. */
function reelay(...args: string[]): { file: string; args: string[]; env: NodeJS.ProcessEnv } {
  const file = folder.in('empty', 'node_modules', '.bin', isWindows ? 'reelay.cmd' : 'reelay')
  const system = isWindows ? `${process.env['SystemRoot']}\\System32` : '/usr/bin'
  const env = { ...process.env, PATH: [dirname(process.execPath), system].join(delimiter), NODE_PATH: '' }
  return { file, args: ['--data-dir', folder.in('data'), ...args], env }
}

beforeAll(async () => {
  folder = await tempFolder()
  const tarball = await packCommand(folder.in('packages'))
  const { stdout } = await promisify(execFile)('tar', ['-tzf', tarball])
  listing = stdout.trim().split('\n')
  await using registry = await startInstalledRegistry()
  await mkdir(folder.in('empty'))
  await writeFile(folder.in('empty', 'package.json'), '{ "private": true }')
  const flags = ['--no-audit', '--no-fund', '--registry', registry.url, '--cache', folder.in('cache')]
  await promisify(execFile)(isWindows ? 'npm.cmd' : 'npm', ['install', ...flags, tarball], {
    cwd: folder.in('empty'),
    shell: isWindows,
  })
  // What is bundled is not asked for again.
  expect(registry.requested.has('@parcel/watcher')).toBe(true)
  for (const bundled of ['fastify', 'zod', 'commander', 'pino', 'conf']) expect(registry.requested.has(bundled)).toBe(false)
})
afterAll(() => folder[Symbol.asyncDispose]())

it('the npm package holds the command and the interface, words and licences, and nothing of the app', () => {
  for (const path of [
    'package.json',
    'README.md',
    'LICENSE',
    'bin/reelay.js',
    'out/main/headless.js',
    'out/renderer/index.html',
  ]) {
    expect(listing).toContain(`package/${path}`)
  }
  for (const path of ['out/main/LICENSES.txt', 'out/renderer/LICENSES.txt']) expect(listing).toContain(`package/${path}`)
  expect(listing.filter((path) => /main\/index\.js|preload|electron|\.map$|\.d\.ts$|manifest\.json$/.test(path))).toEqual([])
})

it('the npm package says what it needs: Node 24, and only the packages that cannot be bundled', async () => {
  const text = await readFile(folder.in('empty', 'node_modules', 'reelay', 'package.json'), 'utf8')
  const manifest = JSON.parse(text) as Record<string, object>
  expect(manifest).toMatchObject({ name: 'reelay', version, bin: { reelay: 'bin/reelay.js' }, engines: { node: '>=24' } })
  expect(Object.keys(manifest['dependencies'] ?? {}).sort()).toEqual(['@parcel/watcher', 'open', 'trash'])
  expect(manifest).not.toHaveProperty('devDependencies')
  expect(manifest).not.toHaveProperty('private')
})

it('the installed command says its version', async () => {
  const { file, args, env } = reelay('--version')
  const { stdout } = await promisify(execFile)(file, args, { env, shell: isWindows })
  expect(stdout.trim()).toBe(version)
})

it('the installed command sends a file to a tus server, whole', async () => {
  await using server = await startTusServer({ directory: folder.in('stored') })
  const hash = await writeMedia(folder.in('clip.mov'), 1_500_000)
  const { file, args, env } = reelay('upload', folder.in('clip.mov'), '--endpoint', server.endpoint)
  await promisify(execFile)(file, args, { env, shell: isWindows })
  expect(await server.storedSha256()).toBe(hash)
})

it('the installed command tells what a clip says of itself', async () => {
  await using server = await startTusServer({ directory: folder.in('stored') })
  const clip = join(import.meta.dirname, '../fixtures/media/prores-hq.mov')
  const { file, args, env } = reelay('upload', clip, '--endpoint', server.endpoint, '--json')
  const { stdout } = await promisify(execFile)(file, args, { env, shell: isWindows })
  const lines = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
  expect(lines.findLast(({ type }) => type === 'upload')?.['media']).toMatchObject({
    videoCodec: 'ProRes 422 HQ',
    timecode: '10:20:30:05',
    reel: 'A003',
  })
})

it('the installed command serves the interface', async () => {
  const { args, env } = reelay('serve', '--json')
  const entry = join(folder.in('empty', 'node_modules', 'reelay'), 'bin', 'reelay.js')
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0] ?? ''
    const page = await fetch(address)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('<div id="app">')
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? ''
    expect((await fetch(new URL(script, address))).status).toBe(200)
  } finally {
    child.kill()
    await closed
  }
})
