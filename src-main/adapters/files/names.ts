/**
 * @file Names that are no text. Linux takes any bytes for a name; one that is not UTF-8 cannot be told to a host, nor opened by
 * the text that it is read as. Such names are shown with their bytes, and asked to be changed.
 */
import { isUtf8 } from 'node:buffer'
import { join, sep } from 'node:path'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { entriesIn, readdir } from '../drives/files.ts'

/** What bytes that are no text are read as. */
const REPLACED = '\uFFFD'

/** Whether a name may be no text: the mark is a letter, too, and somebody may have used it. */
export function isSuspicious(name: string): boolean {
  return name.includes(REPLACED)
}

/** Names as the file system has them: those that are text, and the others by how each is shown, which no other name is. */
export function separateNames(raw: readonly Buffer[]): {
  readonly names: ReadonlySet<string>
  readonly unnamed: ReadonlyMap<string, Buffer>
} {
  const names = new Set(raw.filter((name) => isUtf8(name)).map((name) => name.toString()))
  const unnamed = new Map<string, Buffer>()
  for (const name of raw) {
    if (isUtf8(name)) continue
    let shown = shownName(name)
    while (names.has(shown) || unnamed.has(shown)) shown += '?'
    unnamed.set(shown, name)
  }
  return { names, unnamed }
}

/** `caf\xE9.mp4`: every byte that is no text as its number. */
function shownName(name: Buffer): string {
  let shown = ''
  for (let at = 0; at < name.length; ) {
    const bytes = [1, 2, 3, 4].find((count) => at + count <= name.length && isUtf8(name.subarray(at, at + count)))
    shown += bytes ? name.toString('utf8', at, at + bytes) : `\\x${name.toString('hex', at, at + 1).toUpperCase()}`
    at += bytes ?? 1
  }
  return shown
}

/** Names in a folder, and how those are shown that are no text. @throws what `readdir` throws */
export async function namesIn(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly unnamed: readonly string[] }> {
  const names = (await entriesIn(folder)).map(({ name }) => name)
  if (!names.some(isSuspicious)) return { names, unnamed: [] }
  const told = separateNames(await readdir(folder, { encoding: 'buffer' }))
  return { names: [...told.names], unnamed: [...told.unnamed.keys()] }
}

/** What cannot be read has no names; what cannot be read at this moment may have some. */
function nothingIn(caught: unknown): Buffer[] {
  throwIfExhausted(caught)
  return []
}

/** How a path is shown that leads to nothing because one of its names is no text; `null` when that is not why. */
export async function unnamedPath(path: string): Promise<string | null> {
  const parts = path.split(sep)
  const index = parts.findIndex(isSuspicious)
  if (index === -1) return null
  const folder = parts.slice(0, index).join(sep) + sep
  const { unnamed } = separateNames(await readdir(folder, { encoding: 'buffer' }).catch(nothingIn))
  const shown = [...unnamed].find(([, name]) => name.toString() === parts[index])?.[0]
  return shown === undefined ? null : join(folder, shown, ...parts.slice(index + 1))
}
