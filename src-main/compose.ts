/** @file Puts Reelay together for any host: the only place that builds things across layers. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { clock } from './adapters/clock.ts'
import { watchClock } from './adapters/clock-watch.ts'
import { secureFolder } from './adapters/data-folder/access.ts'
import { type DataFileKind, damageFailure, findDamage } from './adapters/data-folder/damage.ts'
import { hasPendingCalls, onLateAnswer, shortenLimits } from './adapters/drives/calls.ts'
import { driveOf } from './adapters/drives/drive-of.ts'
import { createFiles } from './adapters/files/files.ts'
import { openMediaFile } from './adapters/files/media-file.ts'
import { createHashLists } from './adapters/hash-lists/lookup.ts'
import { createMedia } from './adapters/media/media.ts'
import { caFileProblem } from './adapters/network/ca-file.ts'
import { proxyFromEnvironment } from './adapters/network/environment.ts'
import { createHttp } from './adapters/network/http.ts'
import { createRateLimit } from './adapters/network/rate-limit.ts'
import { onAddressChange, reachesOver } from './adapters/network/reach.ts'
import { readProxyAnswer } from './adapters/network/route.ts'
import { createRoutes } from './adapters/network/routes.ts'
import { createTrust } from './adapters/network/trust.ts'
import { cipherWithTimeout } from './adapters/settings/cipher-timeout.ts'
import { createSeal } from './adapters/settings/seal.ts'
import { openSecrets, SECRETS_FILE } from './adapters/settings/secrets.ts'
import { openSettingsFile, settingsProblem } from './adapters/settings/settings-file.ts'
import { JOURNAL_FILE, openJournal } from './adapters/sqlite/journal.ts'
import { lockFolder } from './adapters/sqlite/owner-lock.ts'
import { createThumbnailCache } from './adapters/thumbnails/cache.ts'
import { createFfmpegFrames } from './adapters/thumbnails/ffmpeg-frames.ts'
import { createSystemFrames } from './adapters/thumbnails/system-frames.ts'
import { createTusTransfer } from './adapters/tus/tus-transfer.ts'
import { createLogFiles } from './adapters/upload-logs/log-files.ts'
import { createUploadLogs } from './adapters/upload-logs/upload-logs.ts'
import { createFolderEvents } from './adapters/watch/events/index.ts'
import { createFolderFiles } from './adapters/watch/folder-files.ts'
import { createVolumes } from './adapters/watch/volumes/index.ts'
import { FailureError, failure } from './contract/errors/errors.ts'
import { phrase } from './contract/i18n/phrase.ts'
import { settle, shield } from './engine/detach.ts'
import { createEngine, type EngineOptions } from './engine/engine.ts'
import type { Log } from './engine/ports.ts'
import { limitAt } from './engine/queue/jobs/rates.ts'
import { redact } from './engine/redact.ts'
import { createKnownSecrets, type KnownSecrets } from './engine/secrets/known-secrets.ts'
import { migrateClearText } from './engine/secrets/migrate-clear-text.ts'
import { redactingLog } from './engine/secrets/redacting-log.ts'
import { bindProxySignIn } from './engine/settings/proxy-sign-in.ts'
import { ACCOUNTS_FILE, SETTINGS_FILE, type SettingsFileSpec, WATCHES_FILE } from './engine/settings/settings-files.ts'
import type { Compose, HostPorts, OpenRepair, Reelay } from './host.ts'
import { isOwner } from './http-api/call-owner.ts'
import type { HttpApi } from './http-api/server.ts'
import { readServerFile } from './http-api/server-file.ts'
import { createCallLimits } from './ipc/call-limits.ts'
import { createCalls } from './ipc/calls.ts'
import { createDispatch } from './ipc/dispatch.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createMediaAnswers } from './ipc/media-answers.ts'
import { createPublisher } from './ipc/publish.ts'
import { retryWhileBusy } from './ipc/retry-while-busy.ts'
import { createProviders } from './providers.ts'

const MAX_WAIT_MS = 5_000
const RETRY_EVERY_MS = 50

export const compose: Compose = async (host, options) => {
  secureFolder(host.dataDir, host.warn)
  const until = clock.now() + MAX_WAIT_MS
  for (;;) {
    const lock = await retryWhileBusy(() => lockFolder(host.dataDir))
    if (lock) return { kind: 'owner', reelay: await build(host, options, () => lock.release()) }
    const owner = readServerFile(host.dataDir)
    if (owner && (await isOwner(owner))) return { kind: 'elsewhere', owner }
    if (clock.now() > until) {
      const reason = phrase('another Reelay uses it and does not answer')
      throw new FailureError(failure('store.failed', { path: host.dataDir, reason }))
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS))
  }
}

export const openRepair: OpenRepair = (dataDir) => {
  secureFolder(dataDir)
  const lock = lockFolder(dataDir)
  if (!lock) throw new FailureError(failure('store.inUse', { path: dataDir }))
  try {
    return { ...findDamage(dataDir, dataFiles(dataDir), clock.now), close: () => lock.release() }
  } catch (caught) {
    lock.release()
    throw caught
  }
}

function dataFiles(dataDir: string): readonly DataFileKind[] {
  const { name, companions, problem, olderCopies, prepareOlder } = JOURNAL_FILE
  const older = { copies: () => olderCopies(join(dataDir, name)), prepare: prepareOlder }
  const settingsKind = <T>(spec: SettingsFileSpec<T>, file: DataFileKind['file']): DataFileKind => ({
    file,
    companions: [],
    problem: (path) => settingsProblem(spec, path),
  })
  return [
    { file: name, companions, problem, older },
    settingsKind(ACCOUNTS_FILE, 'accounts.json'),
    settingsKind(WATCHES_FILE, 'watches.json'),
    settingsKind(SECRETS_FILE, 'secrets.json'),
    settingsKind(SETTINGS_FILE, 'settings.json'),
  ]
}

async function build(host: HostPorts, options: EngineOptions, release: () => void): Promise<Reelay> {
  try {
    await retryWhileBusy(() => refuseDamage(host.dataDir))
    const known = createKnownSecrets()
    const log = redactingLog(host.openLog(), known)
    return await retryWhileBusy(() => closingOnFailure((opened) => assemble({ host, options, release, known, log, opened })))
  } catch (caught) {
    release()
    throw caught
  }
}

function refuseDamage(dataDir: string): void {
  const damage = damageFailure(findDamage(dataDir, dataFiles(dataDir), clock.now).list())
  if (damage) throw new FailureError(damage)
}

/** Closes what was opened when the composition fails: it may be retried many times. */
async function closingOnFailure<T>(work: (opened: (close: () => void) => void) => Promise<T>): Promise<T> {
  const closings: (() => void)[] = []
  try {
    return await work((close) => closings.push(close))
  } catch (caught) {
    for (const close of closings.toReversed()) close()
    throw caught
  }
}

interface Assembly {
  readonly host: HostPorts
  readonly options: EngineOptions
  readonly release: () => void
  readonly known: KnownSecrets
  readonly log: Log
  /** Registers how to close what was opened. */
  readonly opened: (close: () => void) => void
}

async function assemble({ host, options, release, known, log, opened }: Assembly): Promise<Reelay> {
  const publisher = createPublisher(log)
  const settingsFile = openSettingsFile(SETTINGS_FILE, host.openStore(SETTINGS_FILE.name))
  const accountsFile = openSettingsFile(ACCOUNTS_FILE, host.openStore(ACCOUNTS_FILE.name))
  const watchesFile = openSettingsFile(WATCHES_FILE, host.openStore(WATCHES_FILE.name))
  const secrets = openSecrets(host.openStore('secrets'), cipherWithTimeout(host.cipher))
  const seal = createSeal(secrets)
  const files = createFiles(host.dataDir)
  const journal = openJournal(join(host.dataDir, 'journal.db'))
  opened(journal.close)
  const limit = createRateLimit({
    general: () => limitAt(engine.settings.get(), new Date()),
    ofAccount: (accountId) => engine.settings.get().accountLimits[accountId] ?? null,
  })
  const { resolveProxy } = host
  const routes = createRoutes({
    settings: () => engine.settings.get(),
    signIn: (origin) => engine.proxySignIn.get(origin),
    async system(url) {
      const found = resolveProxy ? readProxyAnswer(await resolveProxy(url.href)) : [proxyFromEnvironment(url, process.env)]
      for (const route of found) if (route) known.noteAddress(route.href)
      return found
    },
    now: clock.now,
  })
  const trust = createTrust(() => engine.settings.get().caFile)
  const clean = (text: string): string => redact(known.redactKnown(text), homedir())
  const uploadLogs = createUploadLogs({
    files: createLogFiles(join(host.dataDir, 'logs', 'uploads'), clock.now),
    now: clock.now,
    clean,
  })
  const plainHttp = createHttp({ limit, userAgent: `Reelay/${host.version}`, routes, trust })
  opened(plainHttp.close)
  const http = uploadLogs.logged(plainHttp)
  const transfer = createTusTransfer({ http, now: clock.now })
  const wire = { http, transfer, now: clock.now }
  const providers = createProviders(wire)
  await bindProxySignIn(secrets, settingsFile.read(), log)
  await migrateClearText({ journal, secrets, seal, providers, accountsFile, settingsFile, watchesFile, clock, log })
  const engine = createEngine(
    {
      journal,
      settingsFile,
      accountsFile,
      secrets,
      known,
      seal,
      providers,
      files,
      media: createMedia(),
      hashLists: createHashLists(() => performance.now()),
      watchesFile,
      folderFiles: createFolderFiles({ open: files.open, trash: host.trash }),
      volumes: createVolumes(),
      folderEvents: createFolderEvents(log.child('watch')),
      thumbnails: {
        cache: createThumbnailCache({ folder: join(host.dataDir, 'thumbnails'), now: clock.now, log: log.child('thumbnails') }),
        makers: [createSystemFrames(host.systemThumbnail), createFfmpegFrames()],
        openMedia: openMediaFile,
        driveOf: (path) => driveOf(path).key,
      },
      dataDir: host.dataDir,
      transfer,
      caFileProblem,
      network: { reaches: reachesOver(routes), onChange: onAddressChange, dropConnections: plainHttp.dropConnections },
      clock: { ...clock, checkShift: () => clockWatch.check() },
      random: Math.random,
      log,
      uploadLogs,
      publish: publisher.publish,
      onConsumers: publisher.onConsumers,
    },
    options,
  )
  const handlers = createHandlers({ engine, host: host.actions, clean, now: clock.now })
  const ipc = createDispatch({ handlers, log: log.child('ipc'), limits: createCallLimits(clock.turn) })
  const calls = createCalls(ipc, engine.closing)
  const { dispatch } = calls
  const media = createMediaAnswers(engine.thumbnails)
  const servers: HttpApi[] = []
  let closed: Promise<void> | null = null
  const clockWatch = watchClock({
    ...(host.sleepAfterMs === undefined ? {} : { sleepAfterMs: host.sleepAfterMs }),
    onWake: () => engine.resume(),
    onMoved: (byMs) => shield(() => engine.clockMoved(byMs), log, 'waits could not follow the clock'),
  })

  const forgetDrives = onLateAnswer(() => shield(engine.driveAnswered, log, 'what waits for a drive could not go on'))

  function stop(): void {
    engine.stop()
    shortenLimits()
    forgetDrives()
  }

  /** Ends calls first, then the engine with its journal, then the servers, and last releases the data folder. */
  async function close(): Promise<void> {
    stop()
    clockWatch.close()
    try {
      await calls.idle()
      await engine.close()
    } finally {
      await settle(Promise.all(servers.map((api) => api.close())), log, 'an HTTP API did not close')
      plainHttp.close()
      release()
    }
  }

  return {
    dispatch,
    publisher,
    log,
    media,
    start: () => engine.start(),
    suspend: () => engine.queue.suspend(),
    resume: () => engine.resume(),
    cleanedUp: () => engine.queue.cleanedUp(),
    async openHttpApi(apiOptions) {
      // Loaded last, because the server is a third of all code: the window opens before it.
      const { openHttpApi } = await import('./http-api/server.ts')
      const api = await openHttpApi({ ...apiOptions, dataDir: host.dataDir }, { dispatch, publisher, media })
      servers.push(api)
      return api
    },
    stop,
    hasBlockedThread: hasPendingCalls,
    close: () => (closed ??= close()),
  }
}
