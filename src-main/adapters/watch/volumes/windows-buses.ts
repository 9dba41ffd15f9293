/** @file Reads how the drives of Windows are connected, which distinguishes removable ones from others. Only PowerShell reports it. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { within } from './within.ts'

/** By letter, such as `E` → `USB`. */
type Buses = ReadonlyMap<string, string>

const COMMAND =
  'Get-Partition | Where-Object DriveLetter | ForEach-Object { "$($_.DriveLetter) $((Get-Disk -Number $_.DiskNumber).BusType)" }'
/** A first start of PowerShell takes seconds. */
const TIMEOUT_MS = 6_000
/** Waits for the other calls of a caller that lists all drives at once. */
const GATHER_MS = 50
/** A process that its time-out has killed may take a while to exit. */
const PATIENCE_MS = 2 * TIMEOUT_MS
/** After an empty result, PowerShell is not started again for this time. */
const RETRY_MS = 60_000

/** Names of built-in buses in the output of `Get-Disk`. */
const BUILT_IN: ReadonlySet<string> = new Set(['ATA', 'NVMe', 'RAID', 'SAS', 'SATA', 'SCSI', 'Spaces', 'Virtual'])

/**
 * Returns a function that reads the bus of a drive by letter and serial number, once: another drive under its letter is read anew.
 * Concurrent calls share a query. An empty result is not stored, and queried again after a while.
 */
export function createBuses(
  query: () => Promise<Buses> = queryBuses,
  now: () => number = () => performance.now(),
): (root: string, serial: bigint) => Promise<string | null> {
  /** `null` for a drive that the result does not contain, such as one that a program provides. */
  const known = new Map<string, string | null>()
  let pending: Promise<Buses> | null = null
  /** The query runs: a drive of a later call may not have been connected when it began. */
  let isRunning = false
  let retryAt = Number.NEGATIVE_INFINITY

  async function begin(): Promise<Buses> {
    try {
      await sleep(GATHER_MS)
      isRunning = true
      const answer = (await within(PATIENCE_MS, query)) ?? new Map<string, string>()
      if (answer.size === 0) retryAt = now() + RETRY_MS
      return answer
    } finally {
      pending = null
      isRunning = false
    }
  }

  return async (root, serial) => {
    const letter = root.charAt(0).toUpperCase()
    const drive = `${letter} ${serial}`
    const before = known.get(drive)
    if (before !== undefined) return before
    if (now() < retryAt) return null
    const isBeforeQuery = !isRunning
    pending ??= begin()
    const answer = await pending
    const bus = answer.get(letter) ?? null
    if (bus !== null || (isBeforeQuery && answer.size > 0)) known.set(drive, bus)
    return bus
  }
}

/** Empty when PowerShell fails. */
async function queryBuses(): Promise<Buses> {
  const options = { timeout: TIMEOUT_MS, windowsHide: true }
  return promisify(execFile)('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', COMMAND], options).then(
    ({ stdout }) => parseBuses(stdout),
    () => new Map(),
  )
}

export function parseBuses(answer: string): Buses {
  return new Map([...answer.matchAll(/^([A-Z]) (\S+)\s*$/gm)].map(([, letter = '', bus = '']) => [letter, bus]))
}

export function isBuiltIn(bus: string | null): boolean {
  return BUILT_IN.has(bus ?? '')
}
