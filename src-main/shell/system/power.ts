/** @file Passes on sleep and wake of the machine, and keeps it awake while bytes move. */
import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Settings } from '../../contract/settings.ts'
import type { Reelay } from '../../host.ts'
import type { QueueMirror } from '../presence/queue-mirror.ts'
import type { SettingsMirror } from '../presence/settings-mirror.ts'
import { isOnBattery, readSupplies } from './power-supply.ts'

const POLL_MS = 30_000

export async function followPower({
  reelay,
  queue,
  settings,
}: {
  readonly reelay: Pick<Reelay, 'log' | 'suspend' | 'resume'>
  readonly queue: QueueMirror
  readonly settings: SettingsMirror
}): Promise<void> {
  let onBattery = false
  let blocker: number | null = null

  function update(): void {
    const wanted = staysAwake(settings.get().keepAwake, onBattery, queue.isMoving())
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (wanted || blocker === null) return
    powerSaveBlocker.stop(blocker)
    blocker = null
  }

  await followBattery((battery) => {
    onBattery = battery
    update()
  })
  powerMonitor.on('suspend', () => {
    reelay.suspend().catch((caught: unknown) => reelay.log.error('the queue could not be put to sleep', caught))
  })
  powerMonitor.on('resume', () => reelay.resume())
  queue.onChange(update)
  settings.follow(update)
}

/** Whether the machine is kept from sleeping. */
function staysAwake(when: Settings['keepAwake'], onBattery: boolean, moving: boolean): boolean {
  if (!moving || when === 'never') return false
  return when === 'always' || !onBattery
}

/** Calls `report` at once, and on every change. Electron does not report the battery on Linux. */
async function followBattery(report: (onBattery: boolean) => void): Promise<void> {
  powerMonitor.on('on-battery', () => report(true))
  powerMonitor.on('on-ac', () => report(false))
  if (process.platform !== 'linux') {
    report(powerMonitor.isOnBatteryPower())
    return
  }
  let last = isOnBattery(await readSupplies())
  report(last)
  setInterval(() => {
    void readSupplies().then((supplies) => {
      const now = isOnBattery(supplies)
      if (now !== last) report(now)
      last = now
    })
  }, POLL_MS).unref()
}
