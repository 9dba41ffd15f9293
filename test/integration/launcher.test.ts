import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, copyFile, cp, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { startFakeRegistry } from '../support/fake-registry.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const NODE = `node-${process.platform}-${process.arch}`

interface Locked {
  version: string
  integrity: string
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Partial<Locked>>
}
const locked = lock.packages[`node_modules/${NODE}`] as Locked | undefined

/** A checkout with nothing but the launcher and a task that tells under which Node it runs. */
async function openCheckout() {
  const folder = await tempFolder()
  await mkdir(folder.in('.dev', 'tasks'), { recursive: true })
  for (const name of ['run.mjs', 'find-node.mjs']) await copyFile(join(root, '.dev', name), folder.in('.dev', name))
  await cp(join(root, '.dev', 'node'), folder.in('.dev', 'node'), { recursive: true })
  await copyFile(join(root, '.npmrc'), folder.in('.npmrc'))
  await writeFile(
    folder.in('.dev', 'tasks', 'probe.ts'),
    'console.log(JSON.stringify([process.version, process.execPath, process.env.PATH]))',
  )
  const manifest = { name: 'checkout', version: '1.0.0', devDependencies: { node: 'file:.dev/node' } }
  await writeFile(folder.in('package.json'), JSON.stringify(manifest))
  return folder
}

async function writeLock(folder: TempFolder, change: Partial<Locked> = {}): Promise<void> {
  const own = Object.entries(lock.packages).filter(([path]) => /^(\.dev\/node|node_modules\/node(-\w+-\w+)?)$/.test(path))
  const packages = Object.fromEntries(
    own.map(([place, one]) => [place, place === `node_modules/${NODE}` ? { ...one, ...change } : one]),
  )
  const manifest = JSON.parse(readFileSync(folder.in('package.json'), 'utf8')) as object
  const text = { name: 'checkout', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': manifest, ...packages } }
  await writeFile(folder.in('package-lock.json'), JSON.stringify(text))
}

/** As npm leaves it, with the real package in its place. */
async function installNode(folder: TempFolder, change: Partial<Locked> = {}): Promise<void> {
  await writeLock(folder)
  await utimes(folder.in('package-lock.json'), 1, 1)
  await mkdir(folder.in('node_modules'), { recursive: true })
  await symlink(join(root, 'node_modules', NODE), folder.in('node_modules', NODE))
  const packages = { [`node_modules/${NODE}`]: { ...locked, ...change } }
  await writeFile(folder.in('node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

function launch(folder: TempFolder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [folder.in('.dev', 'run.mjs'), 'probe'], { encoding: 'utf8' })
  const reported = status === 0 ? (JSON.parse(stdout) as [version: string, path: string, onPath: string]) : null
  return { status, reported, stderr }
}

describe('a task of a checkout', () => {
  beforeEach(({ skip }) => skip(locked === undefined, 'package-lock.json has no Node for this system'))

  it('runs on the Node of package-lock.json, which is the first on its PATH', async () => {
    await using folder = await openCheckout()
    await installNode(folder)
    const { reported } = launch(folder)
    expect(reported?.[0]).toBe(`v${locked?.version}`)
    expect(dirname(reported?.[1] ?? '')).toBe(join(root, 'node_modules', NODE, 'bin'))
    expect(reported?.[2].split(delimiter)[0]).toBe(folder.in('node_modules', NODE, 'bin'))
  })

  it.each([
    ['integrity', { integrity: 'sha512-AAAA' }],
    ['version', { version: '24.0.0' }],
  ])('does not run on a Node that was installed with another %s', async (_what, change) => {
    await using folder = await openCheckout()
    await installNode(folder, change)
    const { status, stderr } = launch(folder)
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(`The package ${NODE} was not installed from package-lock.json. Run “npm ci”`),
    })
  })

  it('does not run on a Node of another version than its package says', async () => {
    await using folder = await openCheckout()
    await installNode(folder)
    await rm(folder.in('node_modules', NODE))
    await mkdir(folder.in('node_modules', NODE, 'bin'), { recursive: true })
    await writeFile(folder.in('node_modules', NODE, 'bin', 'node'), '#!/bin/sh\necho v24.0.1\n')
    await chmod(folder.in('node_modules', NODE, 'bin', 'node'), 0o755)
    const { status, stderr } = launch(folder)
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(`is Node v24.0.1, and package-lock.json says v${locked?.version}`),
    })
  })

  it('runs on a new enough Node of the machine where the lockfile has none for the system', async () => {
    await using folder = await openCheckout()
    await installNode(folder)
    await writeFile(folder.in('package-lock.json'), JSON.stringify({ packages: {} }))
    await utimes(folder.in('package-lock.json'), 1, 1)
    expect(launch(folder).reported?.[1]).toBe(process.execPath)
  })

  it('is not installed from a registry that hands out another file than package-lock.json says', async (context) => {
    context.skip(process.platform === 'win32', 'npm is another program there')
    await using folder = await openCheckout()
    await mkdir(folder.in('registry'))
    await using registry = await startFakeRegistry(folder.in('registry'), NODE, locked?.version ?? '')
    await writeLock(folder, { integrity: registry.integrity })
    const install = async (cache: string): Promise<void> => {
      const args = ['ci', '--registry', registry.url, '--cache', folder.in(cache), '--no-audit', '--no-fund']
      await once(spawn('npm', args, { cwd: folder.path, stdio: 'ignore' }), 'close')
    }
    await install('cache-1')
    expect(readFileSync(folder.in('node_modules', NODE, 'bin', 'node'), 'utf8')).toBe('as it was')
    await registry.tamper()
    await install('cache-2')
    const { status, stderr } = launch(folder)
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(`The package ${NODE} is missing`) })
  })
})
