/** @file Errors of updates of the desktop app; a part of the one table in `error-table.ts`. */
import type { ErrorEntry } from './error-entry.ts'

export const UPDATE_ERRORS = {
  'update.offline': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'The server with the updates cannot be reached',
    help: '{reason}. Reelay tries again by itself.',
  },
  'update.feed': {
    disposition: 'wait-backoff',
    remedy: 'retry',
    title: 'The list of versions cannot be read',
    help: '{reason}. Nothing was changed. Try again later, or download the new version yourself.',
  },
  'update.cutOff': {
    disposition: 'wait-network',
    remedy: 'retry',
    title: 'The download of the update was cut off',
    help: '{reason}. Nothing was changed. Check the connection and look for updates again.',
  },
  'update.checksum': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The update is not what it should be',
    help: 'The checksum of the downloaded file is wrong, so it was deleted and is not installed. Try again; if it happens again, download the new version yourself.',
  },
  'update.signature': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The update is not signed as this copy is',
    help: 'It was not installed. Download the new version yourself, from where you got this one.',
  },
  'update.disk': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The update cannot be stored',
    help: '{reason}. Nothing was changed. Free some space or make the folder writable, then look for updates again.',
  },
  'update.notInstalled': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'Reelay {version} was not installed',
    help: '{reason}. This is still {current}. Try again, or download the new version yourself.',
  },
  'update.failed': {
    disposition: 'attention',
    remedy: 'retry',
    title: 'The update failed',
    help: '{reason}. Nothing was changed. Try again, or download the new version yourself.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
