/**
 * @file Sleep and wake of the machine. Before sleep, attempts are aborted and their rows wait; after it, remaining connections are
 * dropped and everything continues from the offset of the server.
 */
import { failure } from '../../../contract/errors/errors.ts'
import { detach } from '../../detach.ts'
import { ASLEEP_AT_MOST_MS, type WakeState } from '../../power/wake.ts'
import type { ActiveTransfers } from '../attempt/active-transfers.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Release } from './release.ts'

interface Deps extends Pick<QueueDeps, 'clock' | 'closing' | 'network' | 'log'> {
  readonly release: Pick<Release, 'for'>
  /** A slice of the waiting rows was queued. */
  readonly onReleased: () => void
  readonly records: Records
  readonly transfers: ActiveTransfers
  readonly wake: WakeState
  /** The machine is awake, and every loop may continue. */
  readonly onAwake: () => void
}

export function createSuspend({ release, onReleased, records, transfers, clock, closing, wake, network, log, onAwake }: Deps) {
  let waking = false
  /** Whether the last event was a suspend: a machine may fall asleep again while `awake` still runs. */
  let isMeantToSleep = false

  /** The rows change before the attempts have ended, in case this process ends. An upload that is verifying needs no network. */
  async function closeAttempts(): Promise<void> {
    wake.fallAsleep()
    const problem = failure('network.asleep')
    const ending: Promise<void>[] = []
    for (const [id, attempt] of transfers.all()) {
      const upload = records.get(id)
      if (!upload || upload.state === 'verifying') continue
      const waiting = { reason: 'asleep', until: clock.now() + ASLEEP_AT_MOST_MS, failure: problem } as const
      if (!records.halted) records.apply(id, { type: 'wait', waiting, free: true })
      attempt.controller.abort()
      ending.push(attempt.ended)
    }
    await Promise.all(ending)
  }

  async function suspend(): Promise<void> {
    isMeantToSleep = true
    if (!wake.asleep) log.info('going to sleep')
    await closeAttempts()
  }

  /** Without a suspend before it, running attempts are aborted here: their connections are dead. */
  async function awake(): Promise<void> {
    await closeAttempts()
    if (isMeantToSleep || closing.aborted) return
    network.dropConnections()
    wake.wakeUp()
    log.info('awake')
    if (!records.halted) releaseRows()
    onAwake()
  }

  /** Rows that wait for the network are released too: after sleep it may be another one. */
  function releaseRows(): void {
    for (const reason of ['asleep', 'offline'] as const) {
      detach(release.for(reason, null, onReleased), log, 'what waited could not go on')
    }
  }

  function resume(): void {
    isMeantToSleep = false
    if (waking || closing.aborted || (wake.justWoke && !wake.asleep)) return
    waking = true
    const work = awake().finally(() => {
      waking = false
    })
    detach(work, log, 'the queue could not wake up')
  }

  return { suspend, resume }
}
