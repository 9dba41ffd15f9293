/** @file Sleep and wake as the system tells them, and keeping the machine awake while bytes move. */
import { powerMonitor, powerSaveBlocker } from 'electron'
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope } from '../contract/requests.ts'
import { DEFAULT_SETTINGS, type Settings } from '../contract/settings.ts'
import { RUNNING } from '../contract/upload.ts'
import type { Reelay } from '../host.ts'

type Power = Pick<Reelay, 'dispatch' | 'publisher' | 'log' | 'suspend' | 'resume'>

export async function followPower({ dispatch, publisher, log, suspend, resume }: Power): Promise<void> {
  let { keepAwake } = DEFAULT_SETTINGS
  let moving = false
  let onBattery = powerMonitor.isOnBatteryPower()
  let blocker: number | null = null

  function update(): void {
    const wanted = staysAwake(keepAwake, onBattery, moving)
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (wanted || blocker === null) return
    powerSaveBlocker.stop(blocker)
    blocker = null
  }

  function onPower(battery: boolean): void {
    onBattery = battery
    update()
  }

  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event === 'queue.changed') {
      const { counts } = (payload as EventPayload<'queue.changed'>).summary
      moving = [...RUNNING].some((state) => counts[state] > 0)
    } else if (event === 'settings.changed') keepAwake = (payload as Settings).keepAwake
    else return
    update()
  })
  powerMonitor.on('on-battery', () => onPower(true))
  powerMonitor.on('on-ac', () => onPower(false))
  powerMonitor.on('suspend', () => {
    suspend().catch((caught: unknown) => log.error('the queue could not be put to sleep', caught))
  })
  powerMonitor.on('resume', () => resume())

  const settings = (await dispatch('settings.get', {})) as Envelope<Settings>
  if (settings.ok) keepAwake = settings.value.keepAwake
  update()
}

/** Whether the machine is kept from sleeping. */
function staysAwake(when: Settings['keepAwake'], onBattery: boolean, moving: boolean): boolean {
  if (!moving || when === 'never') return false
  return when === 'always' || !onBattery
}
