/** @file Memory dumps of crashes: written to a folder of this computer, never sent, and a few of them kept. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { app, crashReporter } from 'electron'
import type { HostFacts } from '../../contract/diagnostics.ts'

const MAX_DUMPS = 5

/** Must be called before the app is ready: only processes that start later are covered. */
export function enableCrashDumps(): void {
  const folder = join(app.getPath('userData'), 'crashes')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('crashDumps', folder)
    removeOldDumps(folder)
    crashReporter.start({ uploadToServer: false })
  } catch {
    // The app starts without dumps, too.
  }
}

export function crashDumps(): HostFacts['crashDumps'] {
  const folder = app.getPath('crashDumps')
  const dumps = dumpsIn(folder)
  const [newest] = dumps
  return { folder, count: dumps.length, newestAt: newest === undefined ? null : new Date(newest.at).toISOString() }
}

/** The dumps, newest first. Crashpad writes each into a subfolder, with a file of metadata of the same name. */
function dumpsIn(folder: string): readonly { readonly path: string; readonly at: number }[] {
  let names: string[] = []
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    // There are none.
  }
  return names
    .filter((name) => name.endsWith('.dmp'))
    .flatMap((name) => {
      const path = join(folder, name)
      const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
      return at === undefined ? [] : [{ path, at }]
    })
    .sort((first, second) => second.at - first.at)
}

function removeOldDumps(folder: string): void {
  for (const { path } of dumpsIn(folder).slice(MAX_DUMPS)) {
    rmSync(path, { force: true })
    rmSync(join(dirname(path), `${basename(path, '.dmp')}.meta`), { force: true })
  }
}
