/** Files of the data folder, with keys and the journal in it, are never sent and never offered, whatever leads to them. */
import { mkdir, symlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFiles } from '../../src-main/adapters/files/files.ts'
import { failureFrom } from '../../src-main/contract/errors/errors.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'

const env = { STATION_KEY: 'X-Key: s3cr3t' }

/** A folder with clips, and the data folder among them. */
async function station() {
  const harness = await openCliHarness()
  const { folder, server } = harness
  const dataDir = folder.in('station', 'data')
  await writeMedia(folder.in('station', 'clip.mp4'), 10_000)
  const cli = (...args: string[]) => harness.run(args, { dataDir, env })
  const account = ['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`]
  const added = await cli(...account, '--secret', 'headers=env:STATION_KEY')
  expect(added.code).toBe(0)
  await symlink(dataDir, folder.in('station', 'link to data'))
  await symlink(folder.in('station', 'data', 'secret.key'), folder.in('station', 'link to key.mp4'))
  await mkdir(folder.in('elsewhere'))
  await symlink(folder.in('station'), folder.in('elsewhere', 'station'))
  return {
    ...harness,
    dataDir,
    cli,
    names: async () => (await server.uploads()).map(({ metadata }) => metadata?.['filename']),
  }
}

describe('a folder that holds the data folder', () => {
  it.each([['station'], ['elsewhere'], ['elsewhere', 'station']])('is sent without it: %j %j', async (...names) => {
    await using here = await station()
    const { code, stdout } = await here.cli('upload', here.folder.in(...names), '--account', 'Studio')
    expect(code).toBe(0)
    expect(await here.names()).toEqual(['clip.mp4'])
    expect(stdout).toContain('A file of Reelay itself')
  })

  it('cannot be watched, and neither can the data folder', async () => {
    await using here = await station()
    for (const name of ['', 'data', 'data/logs', 'link to data']) {
      await mkdir(here.folder.in('station', 'data', 'logs'), { recursive: true })
      const { code, stderr } = await here.cli('watch', 'add', here.folder.in('station', name), '--account', 'Studio')
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is where Reelay keeps its own files') })
    }
  })
})

describe('a path into the data folder', () => {
  it.each([
    'data',
    'data/secret.key',
    'data/secrets.json',
    'data/journal.db',
    'link to data',
    'link to data/settings.json',
    'link to key.mp4',
  ])('is refused in words, and nothing of it is sent: %s', async (name) => {
    await using here = await station()
    const { code, stdout } = await here.cli('upload', here.folder.in('station', name), '--account', 'Studio')
    expect(code).not.toBe(0)
    expect(stdout).toMatch(/file\.(ownData|missing)/)
    expect(here.server.requests).toEqual([])
  })

  it('is not opened where a row of the queue leads there', async () => {
    await using here = await station()
    const files = createFiles(here.dataDir)
    for (const name of ['data/secret.key', 'link to key.mp4', 'link to data/secrets.json']) {
      const path = here.folder.in('station', name)
      const opened = files.open(path, await files.identify(path)).catch((caught: unknown) => failureFrom(caught).code)
      expect(await opened).toBe('file.ownData')
    }
  })

  it('is not offered by the list of files, nor is anything in it', async () => {
    await using here = await station()
    const files = createFiles(here.dataDir)
    const { signal } = new AbortController()
    const { entries, total } = await files.list(here.folder.in('station'), signal)
    expect({ names: entries.map(({ name }) => name), total }).toEqual({ names: ['clip.mp4'], total: 1 })
    for (const name of ['data', 'link to data']) {
      const refused = await files.list(here.folder.in('station', name), signal).catch(failureFrom)
      expect(refused).toMatchObject({ code: 'file.ownData' })
    }
    const above = await files.list(here.folder.in('elsewhere'), signal)
    expect(above.entries.map(({ path }) => basename(path))).toEqual(['station'])
  })
})
