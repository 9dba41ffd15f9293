/** @file Uploads that wait for a drive go on as soon as it is mounted, wherever that is. */
import { detach } from '../detach.ts'
import type { Clock, Log, UploadStore } from '../ports.ts'
import type { Volumes } from '../watch/ports.ts'
import type { Records } from './records.ts'
import { volumeOf } from './same-file.ts'
import type { Upload } from './upload.ts'

const SLICE = 100

export function createAwaitedDrives({
  uploads,
  volumes,
  records,
  clock,
  closing,
  log,
  pump,
}: {
  uploads: Pick<UploadStore, 'waitingOn' | 'waitedFor'>
  volumes: Volumes
  records: Pick<Records, 'apply' | 'halted'>
  clock: Clock
  closing: AbortSignal
  log: Log
  pump: () => void
}) {
  /** Ids of file systems. */
  const awaited = new Set<string>()
  let stopHearing: (() => void) | null = null

  function hear(): void {
    if (closing.aborted || awaited.size === 0) stop()
    else stopHearing ??= volumes.onChange(look)
  }

  function stop(): void {
    stopHearing?.()
    stopHearing = null
  }

  function look(): void {
    detach(lookOnce(), log, 'uploads that wait for a drive could not go on')
  }

  async function lookOnce(): Promise<void> {
    const mounted = await mountedNow()
    const back = [...awaited].filter((fileSystem) => mounted.has(fileSystem))
    for (const fileSystem of back) {
      awaited.delete(fileSystem)
      await release(fileSystem)
    }
    hear()
    if (back.length > 0) pump()
  }

  async function mountedNow(): Promise<ReadonlySet<string>> {
    return new Set((await volumes.list()).flatMap(({ own }) => own?.fileSystem ?? []))
  }

  async function release(fileSystem: string): Promise<void> {
    while (!closing.aborted && !records.halted) {
      const released = uploads.waitingOn(fileSystem, SLICE).map(({ id }) => records.apply(id, { type: 'due' }))
      if (released.length < SLICE || !released.every(({ ok }) => ok)) return
      await clock.turn()
    }
  }

  return {
    /** What earlier runs have left waiting. */
    async start(): Promise<void> {
      const waited = uploads.waitedFor()
      if (waited.length === 0) return
      const mounted = await mountedNow()
      for (const fileSystem of waited) if (!mounted.has(fileSystem)) awaited.add(fileSystem)
      hear()
    },

    /** A row begins to wait. */
    noteWait({ waiting, place }: Upload): void {
      const fileSystem = volumeOf(place)
      if (waiting?.failure.code !== 'file.away' || fileSystem === '') return
      awaited.add(fileSystem)
      hear()
    },

    close: stop,
  }
}
