/**
 * @file Run by itself, with a folder, under a low limit of open files: takes all descriptors, makes every call that opens
 * something, and prints the code of each failure.
 */
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openSource } from '../../src-main/adapters/files/file-source.ts'
import { identify } from '../../src-main/adapters/files/identity.ts'
import { listFolder } from '../../src-main/adapters/files/listing.ts'
import { NO_OWN_FOLDER } from '../../src-main/adapters/files/own-folder.ts'
import { walk } from '../../src-main/adapters/files/walk.ts'
import { createMedia } from '../../src-main/adapters/media/media.ts'
import { caFileProblem } from '../../src-main/adapters/network/ca-file.ts'
import { networkFailure } from '../../src-main/adapters/network/failure.ts'
import { openSecrets } from '../../src-main/adapters/settings/secrets.ts'
import { openSettingsFile } from '../../src-main/adapters/settings/settings-file.ts'
import { JOURNAL_FILE, openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { lockFolder } from '../../src-main/adapters/sqlite/owner-lock.ts'
import { copyBeside } from '../../src-main/adapters/watch/copying.ts'
import { readFolder } from '../../src-main/adapters/watch/folder-content.ts'
import { createVolumes } from '../../src-main/adapters/watch/volumes/index.ts'
import { wholeness } from '../../src-main/adapters/watch/wholeness.ts'
import { failureFrom } from '../../src-main/contract/errors/errors.ts'
import { SETTINGS_FILE } from '../../src-main/engine/settings/settings-files.ts'
import { createFileCipher } from '../../src-main/headless/cipher.ts'
import { openConfStore } from '../../src-main/headless/settings-store.ts'
import { takeDescriptors } from './take-descriptors.ts'
import { trustIn } from './tls-front.ts'

const [, , folder = ''] = process.argv
const file = join(folder, 'clip.mp4')
const identity = await identify(file)
const cipher = createFileCipher(folder, undefined)
const secrets = openSecrets(openConfStore(folder, 'secrets'), cipher)
await secrets.set('key', 'value')
/** Its key is not read yet. */
const unread = openSecrets(openConfStore(folder, 'secrets'), createFileCipher(folder, undefined))

async function errorOf(kind: 'name' | 'host'): Promise<unknown> {
  if (kind === 'name') return lookup('reelay.invalid').catch((caught: unknown) => caught)
  return new Promise((resolve) => {
    connect(9, '127.0.0.1').on('error', resolve)
  })
}

openJournal(join(folder, 'known.db')).close()

const calls: Readonly<Record<string, () => unknown>> = {
  'a file to send': () => openSource(file, identity),
  'what a file is': () => createMedia().read(file),
  'a folder to browse': () => listFolder(folder, new AbortController().signal, NO_OWN_FOLDER),
  'a watched folder': () => readFolder(folder),
  'whether a file is whole': () => wholeness(file),
  'a copy to another drive': () => copyBeside(file, join(folder, 'copy.mp4'), new AbortController().signal),
  'the volume of a folder': () => createVolumes().of(folder),
  'all volumes': () => createVolumes().list(),
  'the journal': () => openJournal(join(folder, 'journal.db')),
  'whether the journal is whole': () => JOURNAL_FILE.problem(join(folder, 'known.db')),
  'the lock': () => lockFolder(join(folder, 'data')),
  'a settings file': () => openSettingsFile(SETTINGS_FILE, openConfStore(folder, 'settings')),
  'a changed settings file': () => settings.write(SETTINGS_FILE.defaults),
  'a stored secret': () => unread.get('key'),
  'a file of certificates': () => caFileProblem(file),
  'certificates of the system': () => trustIn('').now(),
  'a connection': async () => Promise.reject(networkFailure(await errorOf('host'), new URL('http://127.0.0.1:9'))),
  'a name': async () => Promise.reject(networkFailure(await errorOf('name'), new URL('http://reelay.invalid'))),
}
const settings = openSettingsFile(SETTINGS_FILE, openConfStore(folder, 'settings'))
settings.write(SETTINGS_FILE.defaults)

/** Starts the thread that resolves names. */
await errorOf('name')
const giveBack = takeDescriptors()
const outcomes: Record<string, string> = {}
for (const [title, call] of Object.entries(calls)) {
  try {
    outcomes[title] = `answered ${JSON.stringify(await call())}`
  } catch (caught) {
    outcomes[title] =
      typeof caught === 'object' && caught !== null && 'params' in caught
        ? String(caught['code' as never])
        : failureFrom(caught).code
  }
}
/** A walk waits until there are descriptors again. */
setTimeout(giveBack, 200)
const walked: string[] = []
for await (const entry of walk(folder, undefined, NO_OWN_FOLDER)) if (entry.path === file) walked.push(entry.kind)
outcomes['a walk over a folder'] = walked.join()
console.log(JSON.stringify(outcomes))
