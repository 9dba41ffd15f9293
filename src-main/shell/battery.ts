/** @file Whether the machine runs on its battery, on every system. */
import { powerMonitor } from 'electron'
import { isOnBattery, readSupplies } from './power-supply.ts'

const LOOK_EVERY_MS = 30_000

/** Told at once, and of every change. */
export async function followBattery(tell: (onBattery: boolean) => void): Promise<void> {
  powerMonitor.on('on-battery', () => tell(true))
  powerMonitor.on('on-ac', () => tell(false))
  if (process.platform !== 'linux') {
    tell(powerMonitor.isOnBatteryPower())
    return
  }
  let known = isOnBattery(await readSupplies())
  tell(known)
  setInterval(() => {
    void readSupplies().then((supplies) => {
      const now = isOnBattery(supplies)
      if (now !== known) tell(now)
      known = now
    })
  }, LOOK_EVERY_MS).unref()
}
