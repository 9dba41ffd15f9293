/**
 * @file Drive letters of the tests under Wine, where a letter is a link. Wine reads the serial number of a drive from a file
 * in it, once when it starts: whatever is to have one must be there by then.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')

/** Folders of this machine, and the letters that lead to them. */
export interface Letters extends AsyncDisposable {
  /** A drive that can be moved between the letters E and F: each leads to a folder of that name in here. */
  readonly stick: string
  /** A drive without a serial number, as letter N. */
  readonly nameless: string
  /** Another one, as letter O. */
  readonly nameless2: string
  /** The letter S stands for this folder, which drive T has as well. */
  readonly substituted: string
  /** Puts them into a new prefix. */
  link(prefix: string): Promise<void>
}

export async function makeLetters(machine: string): Promise<Letters> {
  const temp = await realpath(tmpdir())
  // No other letter may lead to what is on these drives: Wine calls a file by the letter that it finds first.
  const drives = await mkdtemp(join(temp.startsWith('/var/tmp') ? '/tmp' : '/var/tmp', 'reelay-drives-'))
  const serials = { e: '1A2B3C4D', f: '1A2B3C4D', n: '0', o: '0' }
  for (const [letter, serial] of Object.entries(serials)) {
    await mkdir(join(drives, letter))
    await writeFile(join(drives, letter, '.windows-serial'), `${serial}\n`)
  }
  const substituted = join(machine, 'substituted')
  await mkdir(substituted)
  return {
    stick: drives,
    nameless: join(drives, 'n'),
    nameless2: join(drives, 'o'),
    substituted,
    async link(prefix) {
      const devices = join(prefix, 'dosdevices')
      const all = {
        t: temp,
        r: checkout,
        s: substituted,
        ...Object.fromEntries(Object.keys(serials).map((one) => [one, join(drives, one)])),
      }
      for (const [letter, folder] of Object.entries(all)) await symlink(folder, join(devices, `${letter}:`))
      await rm(join(devices, 'z:'))
    },
    [Symbol.asyncDispose]: () => rm(drives, { recursive: true, force: true }),
  }
}

/** The drive that can be moved, plugged in as E and empty. */
export async function plugIn({
  stick,
}: Pick<Letters, 'stick'>): Promise<{ e: string; f: string; away: string } & AsyncDisposable> {
  const [e, f, away, aside] = ['e', 'f', 'away', 'aside'].map((name) => join(stick, name)) as [string, string, string, string]
  await rename(f, aside)
  return {
    e,
    f,
    away,
    async [Symbol.asyncDispose]() {
      for (const elsewhere of [f, away]) if (existsSync(elsewhere)) await rename(elsewhere, e)
      for (const name of await readdir(e)) if (!name.startsWith('.')) await rm(join(e, name), { recursive: true })
      await rename(aside, f)
    },
  }
}

/** How a path of this machine is called on Windows. Under Wine, R is the checkout and T the folder for temporary files. */
export async function windowsPaths(): Promise<(path: string) => string> {
  if (process.platform === 'win32') return (path) => path
  const temp = await realpath(tmpdir())
  return (path) => {
    for (const [letter, folder] of [
      ['R', checkout],
      ['T', temp],
    ] as const) {
      const below = relative(folder, path)
      if (!below.startsWith('..')) return `${letter}:\\${below.replaceAll('/', '\\')}`
    }
    throw new Error(`no letter leads to ${path}`)
  }
}
