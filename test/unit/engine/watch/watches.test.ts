import { describe, expect, it } from 'vitest'
import { createTusProvider } from '../../../../src-main/adapters/providers/tus/provider.ts'
import { createSeal } from '../../../../src-main/adapters/settings/seal.ts'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { DEFAULT_SETTINGS } from '../../../../src-main/contract/settings.ts'
import { createEngine } from '../../../../src-main/engine/engine.ts'
import { createKnownSecrets } from '../../../../src-main/engine/secrets/known-secrets.ts'
import type { AccountsData } from '../../../../src-main/engine/settings/settings-files.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import {
  fakeNetwork,
  memoryFile,
  memorySecrets,
  memoryUploadLogs,
  noFolders,
  noMedia,
  noThumbnails,
  scriptedTransfer,
  silentLog,
} from '../../../support/fakes.ts'

const ACCOUNTS: AccountsData = {
  seen: {},
  defaultId: 'one',
  accounts: [
    {
      id: 'one',
      provider: 'tus',
      name: 'Server one',
      settings: { endpoint: 'https://one.test/files/' },
      defaults: { options: {}, titleTemplate: null },
      adHoc: false,
    },
  ],
}

/** An engine over folders that are all there and all empty, with the folders that are being listened to. */
function createFolders() {
  const clock = createFakeClock()
  const transfer = scriptedTransfer()
  const heard: string[] = []
  let stopping: Promise<void> = Promise.resolve()
  let listening: Promise<void> = Promise.resolve()
  const reading = new Map<string, Promise<void>>()
  const refuse = () => Promise.reject(new Error('not used'))
  const engine = createEngine(
    {
      ...noFolders,
      thumbnails: noThumbnails,
      journal: openJournal(':memory:'),
      settingsFile: memoryFile(DEFAULT_SETTINGS),
      accountsFile: memoryFile(ACCOUNTS),
      secrets: memorySecrets(),
      known: createKnownSecrets(),
      seal: createSeal(memorySecrets()),
      onConsumers: () => () => {},
      providers: [createTusProvider({ transfer })],
      files: {
        freeBytes: () => Promise.reject(new Error('not used')),
        identify: refuse,
        realPath: refuse,
        open: refuse,
        list: refuse,
        async *walk() {},
      },
      media: noMedia,
      hashLists: { find: refuse },
      watchesFile: memoryFile({ watches: [], dismissedCards: [] }),
      folderFiles: {
        ...noFolders.folderFiles,
        folder: async (path) => ({ path, device: '1', inode: '1' }),
        async readFolder(path) {
          await reading.get(path)
          return { files: [], folders: [], links: [], unnamed: [] }
        },
      },
      folderEvents: {
        async watch(path, { missing }) {
          heard.push(path)
          await listening
          missing(null)
          return async () => {
            await stopping
            heard.splice(heard.indexOf(path), 1)
          }
        },
      },
      dataDir: '/data',
      transfer,
      caFileProblem: async () => null,
      network: fakeNetwork(),
      clock,
      random: () => 0,
      log: silentLog,
      uploadLogs: memoryUploadLogs(clock.now),
      publish: () => {},
    },
    { scope: 'all', overrides: {} },
  )
  engine.start()
  return {
    clock,
    engine,
    heard,
    /** It takes until then to listen to all folders of a tree. */
    listensAfter(until: Promise<void>): void {
      listening = until
    },
    /** A drive that does not answer until then. */
    readsAfter: (path: string, until: Promise<void>): void => void reading.set(path, until),
    /** It takes until then for a folder to stop. */
    stopsAfter(until: Promise<void>): void {
      stopping = until
    },
  }
}

describe('watched folders', () => {
  it('that are added twice at once are one', async () => {
    const { engine } = createFolders()
    const both = await Promise.allSettled([
      engine.watches.add({ path: '/card', rules: {} }),
      engine.watches.add({ path: '/card', rules: {} }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(engine.watches.list()).toHaveLength(1)
    await engine.close()
  })

  it('run as was requested last, however long it takes to stop', async () => {
    const { engine, clock, heard, stopsAfter } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await clock.advance(10_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    stopsAfter(promise)
    const asked = [engine.watches.pause({ ids: [id], paused: true }), engine.watches.pause({ ids: [id], paused: false })]
    await clock.settle()
    resolve()
    await Promise.all(asked)
    await clock.advance(10_000)
    expect(engine.watches.list()).toMatchObject([{ state: 'watching', failure: null }])
    expect(heard).toEqual(['/card'])
    await engine.close()
    expect(heard).toEqual([])
  })

  it('are scanned once their changes are reported, and before where that takes long, with the reason', async () => {
    const { engine, clock, listensAfter } = createFolders()
    const { promise, resolve } = Promise.withResolvers<void>()
    listensAfter(promise)
    await engine.watches.add({ path: '/card', rules: {} })
    const view = () => engine.watches.list()[0]
    await clock.advance(9_000)
    expect(view()).toMatchObject({ lastScanAt: null, polled: false })
    await clock.advance(2_000)
    expect(view()).toMatchObject({ lastScanAt: expect.any(Number), polled: true, unreported: { code: 'watch.unreported' } })
    const before = view()?.lastScanAt ?? 0
    resolve()
    await clock.advance(1_000)
    expect(view()).toMatchObject({ polled: false, unreported: null })
    expect(view()?.lastScanAt).toBeGreaterThan(before)
    await engine.close()
  })

  it('are scanned although the drive of another one does not answer', async () => {
    const { engine, clock, readsAfter } = createFolders()
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const path of ['/dead', '/card']) await engine.watches.add({ path, rules: {} })
    readsAfter('/dead', promise)
    await clock.advance(70_000)
    expect(engine.watches.list().map(({ lastScanAt }) => lastScanAt !== null)).toEqual([false, true])
    resolve()
    await clock.advance(1_000)
    expect(engine.watches.list().map(({ lastScanAt }) => lastScanAt !== null)).toEqual([true, true])
    await engine.close()
  })

  it('that are removed do not start again when settings change meanwhile', async () => {
    const { engine, clock, heard, stopsAfter } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await clock.advance(10_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    stopsAfter(promise)
    const removed = engine.watches.remove(id)
    engine.watches.refresh()
    await clock.settle()
    resolve()
    await removed
    await clock.advance(10_000)
    expect(engine.watches.list()).toEqual([])
    expect(heard).toEqual([])
    await engine.close()
  })

  it('that are scanned while they are removed stay removed, and the scan fails with that', async () => {
    const { engine, clock, heard, stopsAfter } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await clock.advance(10_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    stopsAfter(promise)
    const removed = engine.watches.remove(id)
    const scanned = engine.watches.scan(id)
    scanned.catch(() => {})
    await clock.settle()
    resolve()
    await removed
    await expect(scanned).rejects.toMatchObject({ failure: { code: 'watch.unknown' } })
    await expect(engine.watches.scan(id)).rejects.toMatchObject({ failure: { code: 'watch.unknown' } })
    await clock.advance(10_000)
    expect(heard).toEqual([])
    await engine.close()
    expect(clock.timers).toBe(0)
  })

  it('that are removed while they are scanned are not scanned to the end', async () => {
    const { engine, clock, heard, readsAfter } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await clock.advance(10_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    readsAfter('/card', promise)
    const scanned = engine.watches.scan(id)
    scanned.catch(() => {})
    await clock.settle()
    const removed = engine.watches.remove(id)
    resolve()
    await removed
    await expect(scanned).rejects.toMatchObject({ failure: { code: 'watch.unknown' } })
    expect(heard).toEqual([])
    await engine.close()
    expect(clock.timers).toBe(0)
  })

  it('keep every rule of two updates that arrive together', async () => {
    const { engine } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await Promise.all([
      engine.watches.update({ id, rules: { quietSeconds: 30 } }),
      engine.watches.update({ id, rules: { exclude: ['*.tmp'] } }),
    ])
    expect(engine.watches.list()).toMatchObject([{ rules: { quietSeconds: 30, exclude: ['*.tmp'] } }])
    await engine.close()
  })

  it.each(['scan', 'preview', 'add', 'update'] as const)('are not touched by a %s that comes too late', async (call) => {
    const { engine, clock, heard, readsAfter } = createFolders()
    const { id } = await engine.watches.add({ path: '/card', rules: {} })
    await clock.advance(10_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    readsAfter('/card', promise)
    const calls = {
      scan: () => engine.watches.scan(id),
      preview: () => engine.watches.preview({ id, rules: {} }, engine.closing),
      add: () => engine.watches.add({ path: '/other', rules: {} }),
      update: () => engine.watches.update({ id, rules: { exclude: ['*.tmp'] } }),
    }
    const early = calls[call]()
    early.catch(() => {})
    const closed = engine.close()
    const late = calls[call]()
    late.catch(() => {})
    resolve()
    await closed
    await expect(late).rejects.toMatchObject({ failure: { code: 'host.closing' } })
    await Promise.allSettled([early])
    await clock.advance(60_000)
    expect(heard).toEqual([])
    expect(clock.timers).toBe(0)
  })
})
