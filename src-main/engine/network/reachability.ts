/**
 * @file Detects that servers can be reached again: while uploads wait because of the network, it opens a bare connection to the server
 * of each such account about once a second. Without waiting uploads nothing runs.
 *
 * Only a server whose probe failed can come back: where connections succeed but uploads fail all the same, retrying at once
 * would never end, so the ordinary back-off applies.
 */
import type { Failure } from '../../contract/errors/errors.ts'
import { detach } from '../detach.ts'
import type { EnginePorts } from '../engine-ports.ts'
import type { Upload } from '../queue/upload.ts'

const PROBE_MS = 1_000
/** Most outages are short. After this many probes they become rarer. */
const QUICK_PROBES = 60
const MAX_PROBE_MS = 10_000

/** Failures that prove by themselves that the server cannot be reached. */
const AWAY: ReadonlySet<Failure['code']> = new Set([
  'network.offline',
  'network.unreachable',
  'network.localDenied',
  'network.dns',
  'network.proxy',
])

/** Milliseconds before the next probe. */
export function probeDelayMs(probes: number): number {
  return Math.min(MAX_PROBE_MS, Math.round(PROBE_MS * 1.25 ** Math.max(0, probes - QUICK_PROBES)))
}

/** The address to probe for an upload: its upload URL, or the server named by the failure. */
export function addressOf({ uploadUrl, waiting }: Pick<Upload, 'uploadUrl' | 'waiting'>): string | null {
  const host = waiting?.failure.params['host']
  if (uploadUrl !== null && (host === undefined || new URL(uploadUrl).host === host)) return uploadUrl
  return host === undefined ? null : `https://${host}`
}

interface Deps extends Pick<EnginePorts, 'clock' | 'network' | 'log'> {
  /** An upload of this account that waits for the network, or `null` when none does any more. */
  readonly waitingUpload: (accountId: string) => Upload | null
  /** The server of this account can be reached again. */
  readonly onReturn: (accountId: string) => void
}

export function createReachability({ clock, network, log, waitingUpload, onReturn }: Deps) {
  /** Accounts with uploads that wait for the network, and whether a probe of their servers failed. */
  const lost = new Map<string, { away: boolean }>()
  let probes = 0
  let probing = false
  let isClosed = false
  let cancelTimer: (() => void) | null = null
  let stopListening: (() => void) | null = null

  async function probe(): Promise<void> {
    if (probing) return
    probing = true
    probes += 1
    try {
      await Promise.all([...lost].map(([accountId, state]) => probeAccount(accountId, state)))
    } finally {
      probing = false
      arm()
    }
  }

  async function probeAccount(accountId: string, state: { away: boolean }): Promise<void> {
    const upload = waitingUpload(accountId)
    const address = upload && addressOf(upload)
    if (!address) {
      lost.delete(accountId)
      return
    }
    if (!(await network.reaches(address))) {
      state.away = true
      return
    }
    // Another wait or contact may have been noted while the probe ran.
    if (lost.get(accountId) !== state) return
    lost.delete(accountId)
    if (state.away) onReturn(accountId)
  }

  function probeSoon(delayMs: number): void {
    cancelTimer?.()
    cancelTimer = clock.after(delayMs, () => detach(probe(), log, 'a server could not be probed'))
  }

  function arm(): void {
    if (lost.size === 0) {
      stopProbing()
      return
    }
    stopListening ??= network.onChange(probeNow)
    probeSoon(probeDelayMs(probes))
  }

  function stopProbing(): void {
    cancelTimer?.()
    stopListening?.()
    stopListening = null
    probes = 0
  }

  function probeNow(): void {
    if (lost.size === 0) return
    probes = 0
    probeSoon(0)
  }

  return {
    noteWait({ accountId, waiting }: Upload): void {
      if (isClosed || waiting?.reason !== 'offline') return
      const before = lost.get(accountId)
      const away = AWAY.has(waiting.failure.code)
      if (before) before.away ||= away
      else lost.set(accountId, { away })
      if (!before && !probing) arm()
    },

    noteContact(accountId: string): void {
      if (lost.delete(accountId) && lost.size === 0) stopProbing()
    },

    /** To be called when the network changed or the machine woke up: probes start again at the short interval. */
    probeNow,

    close(): void {
      isClosed = true
      lost.clear()
      stopProbing()
    },
  }
}
