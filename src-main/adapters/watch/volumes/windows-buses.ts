/** @file How the drives of Windows are connected, which distinguishes removable ones from others. Only PowerShell has it. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { within } from './within.ts'

/** By letter, such as `E` → `USB`. */
export type Buses = ReadonlyMap<string, string>

const COMMAND =
  'Get-Partition | Where-Object DriveLetter | ForEach-Object { "$($_.DriveLetter) $((Get-Disk -Number $_.DiskNumber).BusType)" }'
/** A first start of PowerShell takes seconds. */
const TIMEOUT_MS = 6_000
const GATHER_MS = 50
/** A process that was ended by its time-out may take a while to exit. */
const PATIENCE_MS = 2 * TIMEOUT_MS
/** Without an answer, PowerShell is not started again for this time. */
const REST_MS = 60_000

/** Names of built-in buses in the output of `Get-Disk`. */
const BUILT_IN: ReadonlySet<string> = new Set(['ATA', 'NVMe', 'RAID', 'SAS', 'SATA', 'SCSI', 'Spaces', 'Virtual'])

/**
 * Reads the bus of each drive by letter and serial number, once: another drive under its letter is read anew. Concurrent calls wait
 * for the same answer. An empty answer is not stored, and requested again after a while.
 */
export function createBuses(
  ask: () => Promise<Buses> = askBuses,
  now: () => number = () => performance.now(),
  /** Time for those who list all drives at once to join. */
  gather: () => Promise<unknown> = () => sleep(GATHER_MS),
): (root: string, serial: bigint) => Promise<string | null> {
  /** `null` for a drive that an answer does not have, such as one that a program provides. */
  const known = new Map<string, string | null>()
  let pending: Promise<Buses> | null = null
  /** Who asks before the question is put asks about a drive that was there then. */
  let isPut = false
  let restsUntil = Number.NEGATIVE_INFINITY

  async function begin(): Promise<Buses> {
    try {
      await gather()
      isPut = true
      const answer = (await within(PATIENCE_MS, ask)) ?? new Map<string, string>()
      if (answer.size === 0) restsUntil = now() + REST_MS
      return answer
    } finally {
      pending = null
      isPut = false
    }
  }

  return async (root, serial) => {
    const letter = root.charAt(0).toUpperCase()
    const drive = `${letter} ${serial}`
    const before = known.get(drive)
    if (before !== undefined) return before
    if (now() < restsUntil) return null
    const isInTime = !isPut
    pending ??= begin()
    const answer = await pending
    const bus = answer.get(letter) ?? null
    // A later call may be for a drive that was not connected when the answer was requested.
    if (bus !== null || (isInTime && answer.size > 0)) known.set(drive, bus)
    return bus
  }
}

/** Empty when PowerShell fails. */
async function askBuses(): Promise<Buses> {
  const options = { timeout: TIMEOUT_MS, windowsHide: true }
  return promisify(execFile)('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', COMMAND], options).then(
    ({ stdout }) => readBuses(stdout),
    () => new Map(),
  )
}

export function readBuses(answer: string): Buses {
  return new Map([...answer.matchAll(/^([A-Z]) (\S+)\s*$/gm)].map(([, letter = '', bus = '']) => [letter, bus]))
}

export function isBuiltIn(bus: string | null): boolean {
  return BUILT_IN.has(bus ?? '')
}
