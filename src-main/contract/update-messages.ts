/** @file What is said about updates of the desktop app. */
import type { UpdateObstacle, UpdatesView } from './updates.ts'

/** Why this copy does not update itself, and how it is updated. */
export const OBSTACLE_WORDS: Readonly<Record<UpdateObstacle, string>> = {
  'not-here': 'This copy does not look for updates. Get a new version where you got this one.',
  'package-manager': 'Your package manager installed Reelay and updates it, for example with apt upgrade or dnf upgrade.',
  portable: 'A portable Reelay is not changed. Download the new version and put it in the place of this one.',
  unpacked: 'Reelay runs from a folder that was unpacked by hand. Download the new version and put it in its place.',
  'read-only':
    'Reelay is in a place that cannot be written. Move it to a folder of your own, start it from there, and check again.',
  translocated: 'macOS runs Reelay from a read-only copy. Move it to Applications, start it from there, and check again.',
}

/** The state in a line. */
export function describeUpdates({ state, version, found, percent, checkedAt, failure }: UpdatesView): string {
  const next = found ? `Reelay ${found.version}` : 'An update'
  switch (state) {
    case 'checking':
      return 'Looking for updates…'
    case 'available':
      return `${next} is out.`
    case 'downloading':
      return `${next} is being downloaded: ${Math.floor(percent)} %`
    case 'ready':
      return `${next} is ready to be installed.`
    case 'waiting':
      return `${next} is installed when everything has been sent.`
    case 'installing':
      return `${next} is being installed.`
    case 'failed':
      return failure === null ? 'The update failed.' : ''
    case 'idle':
      return checkedAt === null ? `This is Reelay ${version}.` : `Reelay ${version} is up to date.`
  }
}
