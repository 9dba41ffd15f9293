/** @file Uploads that wait for a drive continue as soon as it is mounted, wherever that is, or answers again. */
import { detach } from '../detach.ts'
import { volumeOf } from '../files/same-file.ts'
import type { Volumes } from '../files/volumes.ts'
import type { Log } from '../ports.ts'
import type { Records } from './records.ts'
import type { Release } from './release.ts'
import type { Upload } from './upload.ts'
import type { UploadStore } from './upload-store.ts'

/** Rows of the last process that are released when a drive answers; more of them wait for their own time. */
const SEEN_AT_START = 300

export function createAwaitedDrives({
  uploads,
  volumes,
  records,
  release,
  closing,
  log,
  pump,
}: {
  uploads: Pick<UploadStore, 'get' | 'waitingFor' | 'waitingForFileSystem' | 'awaitedFileSystems'>
  volumes: Volumes
  records: Pick<Records, 'halted'>
  release: Pick<Release, 'rows'>
  closing: AbortSignal
  log: Log
  pump: () => void
}) {
  /** Ids of file systems. */
  const awaited = new Set<string>()
  /** Ids of uploads whose drive did not answer. */
  const unanswered = new Set<string>()
  /** A drive answered while no row could be changed. */
  let isAnswerMissed = false
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
    // No row can be changed now; it is checked again when the journal can be written.
    if (records.halted) return
    for (const fileSystem of [...awaited].filter((one) => mounted.has(one))) {
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
    return new Set((await volumes.list()).flatMap(({ own }) => own?.fileSystem ?? []))
  }

  async function releaseUnanswered(): Promise<void> {
    isAnswerMissed = records.halted !== null
    if (isAnswerMissed) return
    const ids = [...unanswered]
    unanswered.clear()
    /** Read for each slice: a person may have paused some between two of them. */
    function next(limit: number): Upload[] {
      for (;;) {
        const part = ids.splice(0, limit)
        const rows = part.flatMap((id) => uploads.get(id) ?? []).filter(isUnanswered)
        if (rows.length > 0 || part.length === 0) return rows
      }
    }
    const before = [...ids]
    try {
      await release.rows(next, pump)
    } finally {
      if (records.halted) {
        isAnswerMissed = true
        for (const id of before) unanswered.add(id)
      }
    }
  }

  return {
    /** What earlier runs have left waiting. */
    async start(): Promise<void> {
      for (const fileSystem of uploads.awaitedFileSystems()) awaited.add(fileSystem)
      for (const row of uploads.waitingFor('volume', null, SEEN_AT_START)) if (isUnanswered(row)) unanswered.add(row.id)
      // Before the check, so that no change in between is missed.
      listen()
      if (awaited.size > 0) await checkOnce()
    },

    /** Some may have come while the journal could not be written. */
    journalHealed(): void {
      if (awaited.size > 0) check()
      if (isAnswerMissed) detach(releaseUnanswered(), log, 'uploads whose drive answers again could not go on')
    },

    /** A row begins to wait. */
    noteWait({ id, waiting, location }: Upload): void {
      if (isUnanswered({ waiting })) unanswered.add(id)
      const fileSystem = volumeOf(location)
      if (waiting?.failure.code !== 'file.away' || fileSystem === '') return
      awaited.add(fileSystem)
      listen()
    },

    /** A call that was given up came back: uploads continue that wait because some drive did not answer. */
    driveAnswered: releaseUnanswered,

    close: stop,
  }
}

function isUnanswered({ waiting }: Pick<Upload, 'waiting'>): boolean {
  return waiting?.failure.code === 'file.notAnswering'
}
