/** @file Whether a Linux machine runs on its battery, which Electron does not report there. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** An entry of `/sys/class/power_supply`. */
export interface Supply {
  readonly type: string
  readonly online: string
  readonly status: string
  /** `Device` for the battery of a mouse and the like. */
  readonly scope: string
}

/** Pure. A machine without a battery of its own is on mains. */
export function isOnBattery(supplies: readonly Supply[]): boolean {
  const own = supplies.filter(({ scope }) => scope !== 'Device')
  const batteries = own.filter(({ type }) => type === 'Battery')
  if (batteries.length === 0) return false
  const mains = own.filter(({ type }) => type !== 'Battery')
  // Some machines report the battery only.
  if (mains.length === 0) return batteries.some(({ status }) => status === 'Discharging')
  return !mains.some(({ online }) => online === '1')
}

export async function readSupplies(folder = '/sys/class/power_supply'): Promise<readonly Supply[]> {
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names.map(async (name) => {
      const read = (file: string): Promise<string> =>
        readFile(join(folder, name, file), 'utf8').then(
          (text) => text.trim(),
          () => '',
        )
      const [type, online, status, scope] = await Promise.all([read('type'), read('online'), read('status'), read('scope')])
      return { type, online, status, scope }
    }),
  )
}
