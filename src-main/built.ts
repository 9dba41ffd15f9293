/** @file Where the built parts are, in whatever chunk the bundler puts this file. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Licence, mergeLicences, readLicences } from './contract/licences.ts'

const MAIN = '/main/'

/** The built `main` folder. */
export function builtMain(): URL {
  const here = new URL(import.meta.url)
  return new URL(here.pathname.slice(0, here.pathname.lastIndexOf(MAIN) + MAIN.length), here)
}

/** The licences of all packages in the app: each part has the list of what its bundle contains. */
export async function readBuiltLicences(): Promise<readonly Licence[]> {
  const main = builtMain()
  const parts = await Promise.all(
    ['./', '../preload/', '../renderer/'].map((part) =>
      readFile(new URL(`${part}LICENSES.txt`, main), 'utf8').then(readLicences, () => []),
    ),
  )
  return mergeLicences(parts)
}

/** Whether this build is in a checkout of its sources, not installed. */
export function isFromSources(): boolean {
  return existsSync(new URL('../../src-main/compose.ts', builtMain()))
}
