/** @file What every implementation of the port `Files` holds, the one in memory that tests of the queue use included. */
import { writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createFiles } from '../../../src-main/adapters/files/files.ts'
import type { Files } from '../../../src-main/engine/ports/files.ts'
import { anIdentity } from '../../support/fakes.ts'
import { createHarness } from '../../support/queue-harness.ts'
import { tempFolder } from '../../support/temp-folder.ts'

interface World {
  readonly port: Files
  /** A path at which there is nothing yet. */
  pathOf(name: string): string
  /** Puts a file of this size there, each time another one. */
  write(name: string, sizeBytes: number): Promise<void>
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function realWorld(): Promise<World> {
  const folder = await tempFolder()
  ends.push(async () => folder[Symbol.asyncDispose]())
  return {
    port: createFiles(folder.in('data')),
    pathOf: (name) => folder.in(name),
    write: (name, sizeBytes) => writeFile(folder.in(name), Buffer.alloc(sizeBytes)),
  }
}

async function fakeWorld(): Promise<World> {
  const { files, disk } = createHarness()
  return {
    port: files,
    pathOf: (name) => `/${name}`,
    async write(name, sizeBytes) {
      disk.set(`/${name}`, { ...anIdentity, sizeBytes })
    },
  }
}

async function walked(port: Files, path: string): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const one of port.walk(path)) found.push(one)
  return found
}

describe.each([
  ['on the disk', realWorld],
  ['in memory', fakeWorld],
] as const)('files %s', (_where, open) => {
  it('have an identity that stays until they are written to', async () => {
    const { port, pathOf, write } = await open()
    await write('a.txt', 1_000)
    const before = await port.identify(pathOf('a.txt'))
    expect(before.sizeBytes).toBe(1_000)
    expect(await port.identify(pathOf('a.txt'))).toEqual(before)
    await write('a.txt', 2_000)
    expect(await port.identify(pathOf('a.txt'))).not.toEqual(before)
  })

  it('are walked to by their own path', async () => {
    const { port, pathOf, write } = await open()
    await write('a.txt', 1_000)
    const path = pathOf('a.txt')
    const real = await port.realPath(path)
    expect(await walked(port, path)).toEqual([{ kind: 'file', path, real, identity: await port.identify(path) }])
  })

  it('that are not there are missing, whatever is asked of them', async () => {
    const { port, pathOf, write } = await open()
    await write('a.txt', 1_000)
    const identity = await port.identify(pathOf('a.txt'))
    const path = pathOf('gone.txt')
    const missing = { failure: { code: 'file.missing', params: { path } } }
    await expect(port.identify(path)).rejects.toMatchObject(missing)
    await expect(port.realPath(path)).rejects.toMatchObject(missing)
    await expect(port.open(path, identity)).rejects.toMatchObject(missing)
    expect(await walked(port, path)).toMatchObject([{ kind: 'problem', path, ...missing }])
  })

  it('are read from any offset to their end and no further', async () => {
    const { port, pathOf, write } = await open()
    await write('a.txt', 1_000)
    const source = await port.open(pathOf('a.txt'), await port.identify(pathOf('a.txt')))
    expect(source.sizeBytes).toBe(1_000)
    const target = new Uint8Array(600)
    expect([await source.read(target, 0), await source.read(target, 600)]).toEqual([600, 400])
    await expect(source.read(target, 1_000)).rejects.toMatchObject({ failure: { code: 'file.unreadable' } })
    await source.check()
    expect(await source.digest(new AbortController().signal)).toMatch(/^[0-9a-f]{64}$/)
    await source.close()
  })

  it('are opened only while they are the file that was meant', async () => {
    const { port, pathOf, write } = await open()
    await write('a.txt', 1_000)
    const identity = await port.identify(pathOf('a.txt'))
    await write('a.txt', 2_000)
    await expect(port.open(pathOf('a.txt'), identity)).rejects.toMatchObject({ failure: { code: 'file.changed' } })
  })
})
