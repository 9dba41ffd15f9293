/** @file Connects updates with the rest of the app: its installation, queue, settings and window. */
import { app } from 'electron'
import type { Log } from '../../engine/ports.ts'
import type { Reelay } from '../../host.ts'
import type { StateStore } from '../desktop-state.ts'
import { presenceOf } from '../presence/presence-of.ts'
import type { QueueMirror } from '../presence/queue-mirror.ts'
import type { SettingsMirror } from '../presence/settings-mirror.ts'
import { takeInstalled } from './install-update.ts'
import { readInstallation } from './installation.ts'
import { canCheck, obstacleOf } from './update-obstacle.ts'
import { createUpdates, type InstallPorts, type Updates } from './updates.ts'

/** `isHidden`: an update that was installed while no window was shown has started the app. */
export function openUpdates({
  version,
  state,
  log,
}: {
  readonly version: string
  readonly state: StateStore
  readonly log: Log
}): {
  readonly updates: Updates
  readonly isHidden: boolean
} {
  const updatesLog = log.child('updates')
  const updates = createUpdates({
    version,
    canCheck: canCheck(readInstallation(app.isPackaged)),
    obstacle: () => obstacleOf(readInstallation(app.isPackaged)),
    load: async (canInstall) => (await import('./updater.ts')).loadUpdater(process.platform, canInstall, updatesLog),
    log: updatesLog,
  })
  const { isHidden, notInstalled } = takeInstalled(state, version)
  if (notInstalled !== null) updates.reportNotInstalled(notInstalled.version, notInstalled.reason)
  return { updates, isHidden }
}

interface UpdateHostDeps {
  readonly updates: Updates
  readonly reelay: Pick<Reelay, 'publisher'>
  readonly queue: QueueMirror
  readonly settings: SettingsMirror
  readonly install: InstallPorts['closeAnd']
}

export function followUpdates({ updates, reelay, queue, settings, install }: UpdateHostDeps): void {
  updates.open({
    isSent() {
      const summary = queue.summary()
      if (summary === null) return false
      const { sending, queued } = presenceOf(summary)
      return sending + queued === 0
    },
    closeAnd: install,
    publish: (view) => reelay.publisher.publish('updates.changed', view),
  })
  queue.onChange(updates.queueChanged)
  settings.follow(({ checkForUpdates }) => updates.setAutomatic(checkForUpdates))
}
