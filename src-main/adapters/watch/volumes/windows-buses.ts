/** @file How the drives of Windows are connected, which tells those that can be taken away from others. Only PowerShell says it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** By letter, such as `E` → `USB`. */
export type Buses = ReadonlyMap<string, string>

const QUESTION =
  'Get-Partition | Where-Object DriveLetter | ForEach-Object { "$($_.DriveLetter) $((Get-Disk -Number $_.DiskNumber).BusType)" }'
const TIMEOUT_MS = 3_000

/** As `Get-Disk` calls what is built in. */
const BUILT_IN: ReadonlySet<string> = new Set(['ATA', 'NVMe', 'RAID', 'SAS', 'SATA', 'SCSI', 'Spaces', 'Virtual'])

/** Empty when nobody tells. */
export async function askBuses(): Promise<Buses> {
  const options = { timeout: TIMEOUT_MS, windowsHide: true }
  return promisify(execFile)('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', QUESTION], options).then(
    ({ stdout }) => readBuses(stdout),
    () => new Map(),
  )
}

export function readBuses(answer: string): Buses {
  return new Map([...answer.matchAll(/^([A-Z]) (\S+)\s*$/gm)].map(([, letter = '', bus = '']) => [letter, bus]))
}

export function isBuiltIn(root: string, buses: Buses): boolean {
  return BUILT_IN.has(buses.get(root.charAt(0).toUpperCase()) ?? '')
}
