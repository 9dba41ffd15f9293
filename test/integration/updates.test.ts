/** Updates through the real electron-updater in plain Node: its AppImage updater, a feed on loopback, files that are replaced. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { dirname, join } from 'node:path'
import { AppImageUpdater } from 'electron-updater'
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { UpdatesView } from '../../src-main/contract/updates.ts'
import { readInstallation } from '../../src-main/shell/updates/installation.ts'
import { obstacleOf } from '../../src-main/shell/updates/update-obstacle.ts'
import { installImage, useUpdater } from '../../src-main/shell/updates/updater.ts'
import { createUpdates, type InstallPorts } from '../../src-main/shell/updates/updates.ts'
import { useFakeTimeouts, waitUntil } from '../support/fake-timeouts.ts'
import { silentLog } from '../support/fakes.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { mountReadOnly } from '../support/mounts.ts'
import { NodeExecutor } from '../support/node-executor.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { startUpdateFeed, type UpdateFeed } from '../support/update-feed.ts'
import { isRoot } from '../support/users.ts'

const RUNNING = '1.0.0'
const OLD_IMAGE = '#!/bin/sh\nexit 0\n'

let folder: TempFolder
let feed: UpdateFeed
let image: string

beforeEach(async () => {
  folder = await tempFolder()
  feed = await startUpdateFeed()
  image = folder.in('apps/Reelay.AppImage')
  await mkdir(dirname(image), { recursive: true })
  await writeFile(image, OLD_IMAGE, { mode: 0o755 })
  await writeFile(folder.in('app-update.yml'), `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: reelay-updater\n`)
  vi.stubEnv('APPIMAGE', image)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await feed[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function open({ isSent = () => true, canCheck = true }: { isSent?: () => boolean; canCheck?: boolean } = {}) {
  const app: AppAdapter = {
    version: RUNNING,
    name: 'Reelay',
    isPackaged: true,
    appUpdateConfigPath: folder.in('app-update.yml'),
    userDataPath: folder.in('data'),
    baseCachePath: folder.in('cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => expect.unreachable(),
    quit: () => expect.unreachable('the library never quits the app'),
    onQuit: () => expect.unreachable('nothing is installed when the app is quit'),
  }
  const order: string[] = []
  const seen: UpdatesView[] = []
  let loads = 0
  const updates = createUpdates({
    version: RUNNING,
    canCheck,
    obstacle: () => obstacleOf({ ...readInstallation(true), platform: 'linux', hasFeed: true }),
    async load() {
      loads += 1
      const updater = new AppImageUpdater(null, app)
      // Electron's requests have no `socket`, the event that the library's time-outs begin with.
      Object.assign(updater, { httpExecutor: Object.assign(new NodeExecutor(), { addTimeOutHandler() {} }) })
      // Every new image here ends by itself, on a busy machine later.
      return useUpdater(updater, silentLog, (...args) => installImage(...args, 60_000))
    },
    log: silentLog,
  })
  const ended = Promise.withResolvers<void>()
  const ports: InstallPorts = {
    isSent,
    publish: (view) => seen.push(view),
    closeAnd(install) {
      order.push('closed')
      install((path) => order.push(`kept ${path}`))
        .then(() => order.push('installed'))
        .then(() => ended.resolve(), ended.reject)
    },
  }
  updates.open(ports)
  return { updates, order, seen, ended: ended.promise, loads: () => loads }
}

const stateOf = (updates: ReturnType<typeof open>['updates']) => updates.get().state
const until = (updates: ReturnType<typeof open>['updates'], state: UpdatesView['state']) =>
  vi.waitFor(() => expect(updates.get()).toMatchObject({ state }), { timeout: 60_000 })

/** How much of the image is on the disk. */
function storedBytes(): number {
  const pending = folder.in('cache/reelay-updater/pending')
  const names = existsSync(pending) ? readdirSync(pending).filter((name) => name.startsWith('temp-')) : []
  return Math.max(0, ...names.map((name) => statSync(join(pending, name)).size))
}

/** Waits until so much of the image is on the disk. */
async function untilStored(updates: ReturnType<typeof open>['updates'], share: number): Promise<void> {
  const wanted = Math.floor(feed.image().length * share)
  await waitUntil(() => storedBytes() >= wanted || stateOf(updates) === 'failed')
  expect(stateOf(updates)).not.toBe('failed')
}

/** Passes the longest silence; then the real file is measured, which sets the next time-out or ends the download. */
async function passSilence(updates: ReturnType<typeof open>['updates']): Promise<void> {
  await vi.advanceTimersByTimeAsync(121_000)
  await waitUntil(() => vi.getTimerCount() > 0 || stateOf(updates) !== 'downloading')
}

/** A script that leaves a note of its start. */
const starting = (): string => `echo "$0" > '${folder.in('started')}'`

describe('an update', () => {
  it('that is newer is found, downloaded with progress, verified, and replaces and starts the app when a person says so', async () => {
    feed.publish({ version: '1.1.0', script: starting(), notes: 'Faster.\nAnd <b>bolder</b>.' })
    const { updates, order, seen, ended } = open()
    const view = await updates.check()
    expect(view).toMatchObject({ found: { version: '1.1.0', notes: 'Faster.\nAnd <b>bolder</b>.' }, obstacle: null })
    await until(updates, 'ready')
    expect(seen.map(({ state }) => state)).toEqual(expect.arrayContaining(['checking', 'downloading', 'ready']))
    // Nothing is replaced until then.
    expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
    expect(order).toEqual([])
    updates.install('now')
    await ended
    expect(order).toEqual(['closed', `kept ${folder.in('apps/.reelay-update-old.AppImage')}`, 'installed'])
    expect((await readFile(image)).equals(feed.image())).toBe(true)
    await vi.waitFor(async () => expect((await readFile(folder.in('started'), 'utf8')).trim()).toBe(image), { timeout: 60_000 })
  })

  it.each([
    ['the same', RUNNING],
    ['older', '0.9.9'],
  ])('that is %s is none', async (_what, version) => {
    feed.publish({ version, script: starting() })
    const { updates } = open()
    expect(await updates.check()).toMatchObject({ state: 'idle', found: null, failure: null, checkedAt: expect.any(Number) })
    expect(feed.requests).toHaveLength(1)
  })

  it('with a wrong checksum is deleted, named, and never installed', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'checksum')
    const { updates } = open()
    await updates.check()
    await until(updates, 'failed')
    expect(updates.get().failure).toMatchObject({ code: 'update.checksum' })
    expect(existsSync(folder.in('cache/reelay-updater/pending/Reelay-1.1.0.AppImage'))).toBe(false)
    updates.install('now')
    expect(stateOf(updates)).toBe('failed')
    expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
  })

  it('whose download is cut off is named, and comes with the next check', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'cut')
    const { updates } = open()
    await updates.check()
    await until(updates, 'failed')
    expect(updates.get().failure).toMatchObject({ code: 'update.cutOff' })
    feed.publish({ version: '1.1.0', script: starting() })
    await updates.check()
    await until(updates, 'ready')
  })

  it('is not installed while anything is active, but when all is sent, if a person chose that', async () => {
    feed.publish({ version: '1.1.0', script: starting() })
    let isSent = false
    const { updates, order, ended } = open({ isSent: () => isSent })
    await updates.check()
    await until(updates, 'ready')
    updates.queueChanged()
    expect(stateOf(updates)).toBe('ready')
    updates.install('when-sent')
    expect(stateOf(updates)).toBe('waiting')
    updates.queueChanged()
    expect([stateOf(updates), order]).toEqual(['waiting', []])
    updates.install('later')
    isSent = true
    updates.queueChanged()
    expect([stateOf(updates), order]).toEqual(['ready', []])
    isSent = false
    updates.install('when-sent')
    isSent = true
    updates.queueChanged()
    await ended
    expect(order).toEqual(['closed', `kept ${folder.in('apps/.reelay-update-old.AppImage')}`, 'installed'])
    expect((await readFile(image)).equals(feed.image())).toBe(true)
  })

  it('cannot be installed in a place that cannot be written: it is found, the reason is said, and nothing is downloaded', async (context) => {
    const place = folder.in('apps')
    await using mounted = isRoot ? await mountReadOnly(place, folder.in('read-only')) : null
    if (isRoot) {
      context.skip(mounted === null, 'this machine lets nobody mount anything')
      vi.stubEnv('APPIMAGE', folder.in('read-only/Reelay.AppImage'))
    } else {
      await chmod(place, 0o555)
      onTestFinished(() => chmod(place, 0o755))
    }
    feed.publish({ version: '1.1.0', script: starting() })
    const { updates } = open()
    expect(await updates.check()).toMatchObject({ state: 'available', found: { version: '1.1.0' }, obstacle: 'read-only' })
    updates.install('now')
    expect(stateOf(updates)).toBe('available')
    expect(feed.requests.filter((path) => path.endsWith('.AppImage'))).toEqual([])
  })

  it('whose new image cannot be started leaves the old one in its place', async () => {
    feed.publish({ version: '1.1.0', script: 'exit 127' })
    const { updates, ended } = open()
    await updates.check()
    await until(updates, 'ready')
    updates.install('now')
    await expect(ended).rejects.toThrow('ended at once')
    expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
    expect(await readdir(folder.in('apps'))).toEqual(['Reelay.AppImage'])
  })

  it('whose place became read-only after the download is not installed, and the app stays open', async () => {
    feed.publish({ version: '1.1.0', script: starting() })
    const { updates, order } = open()
    await updates.check()
    await until(updates, 'ready')
    vi.stubEnv('APPIMAGE', folder.in('gone/Reelay.AppImage'))
    updates.install('now')
    expect(updates.get()).toMatchObject({ state: 'failed', obstacle: 'read-only', failure: { code: 'update.notInstalled' } })
    expect(order).toEqual([])
  })

  it('that cannot be looked for is shown to a person who asked', async () => {
    await feed.stop()
    const { updates } = open()
    expect(await updates.check()).toMatchObject({ state: 'failed', failure: { code: 'update.offline' } })
  })

  it('is not read from something that is no list of versions', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'list')
    const { updates } = open()
    expect(await updates.check()).toMatchObject({ state: 'failed', failure: { code: 'update.feed' } })
  })
})

describe('a server with updates that falls silent', () => {
  it('while it is asked ends the check, and the next one is answered', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'silent list')
    useFakeTimeouts()
    const { updates } = open()
    void updates.check()
    await waitUntil(() => feed.requests.length === 1)
    expect(stateOf(updates)).toBe('checking')
    await vi.advanceTimersByTimeAsync(130_000)
    expect(updates.get()).toMatchObject({ state: 'failed', failure: { code: 'update.offline' } })
    feed.publish({ version: RUNNING, script: '' })
    void updates.check()
    await waitUntil(() => updates.get().checkedAt !== null)
    expect(stateOf(updates)).toBe('idle')
  })

  it('in the middle of a download ends it, and the next one comes to its end', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'silent image')
    useFakeTimeouts()
    const { updates } = open()
    void updates.check()
    await waitUntil(() => stateOf(updates) === 'downloading' && feed.requests.some((path) => path.endsWith('.AppImage')))
    await untilStored(updates, 0.5)
    // After the first one, the file shows what has come.
    await passSilence(updates)
    await passSilence(updates)
    await waitUntil(() => stateOf(updates) === 'failed')
    expect(updates.get().failure).toMatchObject({ code: 'update.cutOff' })
    feed.publish({ version: '1.1.0', script: starting() })
    void updates.check()
    await waitUntil(() => stateOf(updates) === 'ready')
  })
})

describe('a download whose length the server does not say', () => {
  it('goes on for as long as something comes, and is complete', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'unsized')
    useFakeTimeouts()
    const { updates, seen } = open()
    void updates.check()
    for (let sent = 1; sent < feed.chunks; sent += 1) {
      await untilStored(updates, sent / feed.chunks)
      // Too long, if the file did not show that something came.
      await passSilence(updates)
      expect(stateOf(updates)).toBe('downloading')
      feed.sendMore()
    }
    await waitUntil(() => stateOf(updates) === 'ready')
    expect(seen.map(({ state }) => state)).not.toContain('failed')
    expect(feed.requests.filter((path) => path.endsWith('.AppImage'))).toHaveLength(1)
  })

  it('is ended when nothing comes any more', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'unsized')
    useFakeTimeouts()
    const { updates } = open()
    void updates.check()
    await untilStored(updates, 1 / feed.chunks)
    await passSilence(updates)
    await passSilence(updates)
    await waitUntil(() => stateOf(updates) === 'failed')
    expect(updates.get().failure).toMatchObject({ code: 'update.cutOff' })
  })
})

describe('looking for updates by itself', () => {
  it('asks nobody while it is switched off, also after it was on', async () => {
    useFakeTimeouts()
    const { updates, loads } = open()
    updates.setAutomatic(true)
    updates.setAutomatic(false)
    await vi.advanceTimersByTimeAsync(7 * 24 * 3_600_000)
    expect([feed.requests, loads(), stateOf(updates)]).toEqual([[], 0, 'idle'])
  })

  it('stops a download that it began when it is switched off, and a person can ask for it', async () => {
    feed.publish({ version: '1.1.0', script: starting() }, 'silent image')
    useFakeTimeouts()
    const { updates, seen } = open()
    updates.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(10_000)
    await waitUntil(() => stateOf(updates) === 'downloading' && feed.requests.some((path) => path.endsWith('.AppImage')))
    updates.setAutomatic(false)
    expect(stateOf(updates)).toBe('available')
    feed.publish({ version: '1.1.0', script: starting() })
    void updates.check()
    await waitUntil(() => stateOf(updates) === 'ready')
    expect(seen.map(({ state }) => state)).not.toContain('failed')
  })

  it('asks nobody where there is no list of versions, also when a person wants to', async () => {
    useFakeTimeouts()
    const { updates, loads, seen } = open({ canCheck: false })
    updates.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    await expect(updates.check()).rejects.toMatchObject({ failure: { code: 'host.unsupported' } })
    expect([feed.requests, loads(), seen, updates.get().canCheck]).toEqual([[], 0, [], false])
  })

  it('asks soon after the start and then every six hours', async () => {
    feed.publish({ version: RUNNING, script: '' })
    useFakeTimeouts()
    const { updates } = open()
    updates.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(10_000)
    await waitUntil(() => updates.get().checkedAt !== null)
    expect(feed.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5 * 3_600_000)
    expect(feed.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3_600_000)
    await waitUntil(() => feed.requests.length === 2)
  })

  it('says nothing of being offline, and tries again a quarter of an hour later', async () => {
    feed.publish({ version: RUNNING, script: '' })
    const { port } = new URL(feed.url)
    await feed.stop()
    useFakeTimeouts()
    const { updates, seen } = open()
    updates.setAutomatic(true)
    await vi.advanceTimersByTimeAsync(10_000)
    await waitUntil(() => seen.length === 2)
    expect(seen.map(({ state, failure }) => [state, failure])).toEqual([
      ['checking', null],
      ['idle', null],
    ])
    const back = http.createServer((_request, response) => response.end('version: 1.0.0\nfiles: []\n'))
    onTestFinished(() => void back.close())
    await listenOnLoopback(back, Number(port))
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    await waitUntil(() => updates.get().checkedAt !== null)
  })
})
