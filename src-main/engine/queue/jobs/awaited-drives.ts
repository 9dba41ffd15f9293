/** @file Releases uploads that wait for a drive as soon as it is mounted, at whatever path, or responds again. */
import { detach } from '../../detach.ts'
import { volumeOf } from '../../files/same-file.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import type { UploadStore } from '../upload-store.ts'
import type { Release } from './release.ts'

/** How many waiting rows of the last process are released when a drive responds; the others continue when their wait is over. */
const MAX_AT_START = 300

interface Deps extends Pick<QueueDeps, 'volumes' | 'closing' | 'log'> {
  readonly uploads: Pick<UploadStore, 'get' | 'waitingFor' | 'waitingForFileSystem' | 'awaitedFileSystems'>
  readonly records: Pick<Records, 'halted'>
  readonly release: Pick<Release, 'rows'>
  readonly pump: () => void
}

export function createAwaitedDrives({ uploads, volumes, records, release, closing, log, pump }: Deps) {
  /** Ids of the file systems that uploads wait for. */
  const awaited = new Set<string>()
  /** Ids of uploads that wait because their drive did not respond. */
  const unresponsive = new Set<string>()
  /** Whether a drive responded while no row could be changed. */
  let isResponseMissed = false
  let stopListening: (() => void) | null = null

  function listen(): void {
    if (closing.aborted || awaited.size === 0) stop()
    else stopListening ??= volumes.onChange(check)
  }

  function stop(): void {
    stopListening?.()
    stopListening = null
  }

  function check(): void {
    detach(checkOnce(), log, 'uploads that wait for a drive could not go on')
  }

  async function checkOnce(): Promise<void> {
    const mounted = await mountedNow()
    // No row can be changed now; `journalHealed` checks again.
    if (records.halted) return
    for (const fileSystem of [...awaited].filter((id) => mounted.has(id))) {
      awaited.delete(fileSystem)
      try {
        await release.rows((limit) => uploads.waitingForFileSystem(fileSystem, limit), pump)
      } catch (caught) {
        awaited.add(fileSystem)
        throw caught
      }
      if (records.halted) awaited.add(fileSystem)
    }
    listen()
  }

  async function mountedNow(): Promise<ReadonlySet<string>> {
    return new Set((await volumes.list()).flatMap(({ fileSystem }) => fileSystem?.id ?? []))
  }

  async function releaseUnresponsive(): Promise<void> {
    isResponseMissed = records.halted !== null
    if (isResponseMissed) return
    const ids = [...unresponsive]
    unresponsive.clear()
    /** Read anew for each slice: a person may have paused some meanwhile. */
    function next(limit: number): Upload[] {
      for (;;) {
        const part = ids.splice(0, limit)
        const rows = part.flatMap((id) => uploads.get(id) ?? []).filter(hasUnresponsiveDrive)
        if (rows.length > 0 || part.length === 0) return rows
      }
    }
    const before = [...ids]
    try {
      await release.rows(next, pump)
    } finally {
      if (records.halted) {
        isResponseMissed = true
        for (const id of before) unresponsive.add(id)
      }
    }
  }

  return {
    /** Reads the uploads that wait since the last process. */
    async start(): Promise<void> {
      for (const fileSystem of uploads.awaitedFileSystems()) awaited.add(fileSystem)
      for (const row of uploads.waitingFor('volume', null, MAX_AT_START)) if (hasUnresponsiveDrive(row)) unresponsive.add(row.id)
      // Before the check, so that no change in between is missed.
      listen()
      if (awaited.size > 0) await checkOnce()
    },

    /** The journal can be written again: drives may have been mounted meanwhile. */
    journalHealed(): void {
      if (awaited.size > 0) check()
      if (isResponseMissed) detach(releaseUnresponsive(), log, 'uploads whose drive answers again could not go on')
    },

    /** An upload starts to wait. */
    noteWait({ id, waiting, location }: Upload): void {
      if (hasUnresponsiveDrive({ waiting })) unresponsive.add(id)
      const fileSystem = volumeOf(location)
      if (waiting?.failure.code !== 'file.away' || fileSystem === '') return
      awaited.add(fileSystem)
      listen()
    },

    /** A call to a drive that had been given up has returned: releases all uploads whose drive did not respond. */
    driveAnswered: releaseUnresponsive,

    close: stop,
  }
}

function hasUnresponsiveDrive({ waiting }: Pick<Upload, 'waiting'>): boolean {
  return waiting?.failure.code === 'file.notAnswering'
}
