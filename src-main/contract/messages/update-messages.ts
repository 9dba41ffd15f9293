/** @file Messages about updates of the desktop app. */
import { lazyTexts, t } from '../i18n/i18n.ts'
import type { UpdateObstacle, UpdatesView } from '../updates.ts'

/** Why this copy does not update itself, and how it is updated. */
export const OBSTACLE_MESSAGES: Readonly<Record<UpdateObstacle, string>> = lazyTexts({
  'not-here': () => t('This copy does not look for updates. Get a new version where you got this one.'),
  'package-manager': () =>
    t('Your package manager installed Reelay and updates it, for example with apt upgrade or dnf upgrade.'),
  portable: () => t('A portable Reelay is not changed. Download the new version and put it in the place of this one.'),
  unpacked: () => t('Reelay runs from a folder that was unpacked by hand. Download the new version and put it in its place.'),
  'read-only': () =>
    t('Reelay is in a place that cannot be written. Move it to a folder of your own, start it from there, and check again.'),
  translocated: () =>
    t('macOS runs Reelay from a read-only copy. Move it to Applications, start it from there, and check again.'),
})

/** The state in a line. */
export function describeUpdates({ state, version, found, percent, checkedAt, failure }: UpdatesView): string {
  const what = found ? `Reelay ${found.version}` : t('An update')
  switch (state) {
    case 'checking':
      return t('Looking for updates…')
    case 'available':
      return t('{what} is out.', { what })
    case 'downloading':
      return t('{what} is being downloaded: {n} %', { what, n: Math.floor(percent) })
    case 'ready':
      return t('{what} is ready to be installed.', { what })
    case 'waiting':
      return t('{what} is installed when everything has been sent.', { what })
    case 'installing':
      return t('{what} is being installed.', { what })
    case 'failed':
      return failure === null ? t('The update failed.') : ''
    case 'idle':
      return checkedAt === null ? t('This is Reelay {version}.', { version }) : t('Reelay {version} is up to date.', { version })
  }
}
