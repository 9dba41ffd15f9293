/** @file Sleep and wake as the system tells them, and keeping the machine awake while bytes move. */
import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Settings } from '../contract/settings.ts'
import type { Reelay } from '../host.ts'
import { followBattery } from './battery.ts'
import type { QueueMirror } from './queue-mirror.ts'
import type { SettingsMirror } from './settings-mirror.ts'

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
