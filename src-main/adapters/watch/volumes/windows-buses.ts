/** @file How the drives of Windows are connected, which tells those that can be taken away from others. Only PowerShell says it. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { within } from './within.ts'

/** By letter, such as `E` → `USB`. */
export type Buses = ReadonlyMap<string, string>

const QUESTION =
  'Get-Partition | Where-Object DriveLetter | ForEach-Object { "$($_.DriveLetter) $((Get-Disk -Number $_.DiskNumber).BusType)" }'
/** A first start of PowerShell takes seconds. */
const TIMEOUT_MS = 6_000
const GATHER_MS = 50
/** A program that was ended may still be waited for. */
const PATIENCE_MS = 2 * TIMEOUT_MS
/** Where nobody tells, or took too long, it is not asked at every look. */
const REST_MS = 60_000

/** As `Get-Disk` calls what is built in. */
const BUILT_IN: ReadonlySet<string> = new Set(['ATA', 'NVMe', 'RAID', 'SAS', 'SATA', 'SCSI', 'Spaces', 'Virtual'])

/**
 * Asks for the bus of each drive by letter and serial number, once: another drive under its letter is asked about anew. All who
 * ask meanwhile wait for the same answer. That nobody told is no answer, and is asked again after a while.
 */
export function createBuses(
  ask: () => Promise<Buses> = askBuses,
  now: () => number = () => performance.now(),
  /** Time for those who list all drives at once to join. */
  gather: () => Promise<unknown> = () => sleep(GATHER_MS),
): (root: string, serial: bigint) => Promise<string | null> {
  /** `null` for a drive of which an answer says nothing, such as one that a program provides. */
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
    // Who came later may ask about a drive that was not there yet.
    if (bus !== null || (isInTime && answer.size > 0)) known.set(drive, bus)
    return bus
  }
}

/** Empty when nobody tells. */
async function askBuses(): Promise<Buses> {
  const options = { timeout: TIMEOUT_MS, windowsHide: true }
  return promisify(execFile)('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', QUESTION], options).then(
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
