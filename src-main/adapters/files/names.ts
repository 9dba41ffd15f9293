/**
 * @file Finds names that are not UTF-8. Linux allows any bytes in a name, but such a name can neither be sent to a server nor be opened by
 * the text to which it is decoded. It is shown with its bytes, so that a person can rename the file.
 */
import { isUtf8 } from 'node:buffer'
import { join, sep } from 'node:path'
import { orDefault } from '../../engine/exhaustion.ts'
import { entriesIn, readdir } from '../drives/files.ts'

/** The replacement character, to which invalid bytes are decoded. */
const REPLACED = '\uFFFD'

/** Whether a name may be invalid UTF-8: the replacement character may also be part of a valid name. */
export function isSuspicious(name: string): boolean {
  return name.includes(REPLACED)
}

/** Separates valid names from invalid ones. Each invalid name is keyed by a unique form in which it is shown. */
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

/** `caf\xE9.mp4`: every invalid byte in hex. */
function shownName(name: Buffer): string {
  let shown = ''
  for (let offset = 0; offset < name.length; ) {
    const length = [1, 2, 3, 4].find((count) => offset + count <= name.length && isUtf8(name.subarray(offset, offset + count)))
    shown += length
      ? name.toString('utf8', offset, offset + length)
      : `\\x${name.toString('hex', offset, offset + 1).toUpperCase()}`
    offset += length ?? 1
  }
  return shown
}

/** Valid names in a folder, and the shown forms of invalid ones. @throws what `readdir` throws */
export async function namesIn(
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly unnamed: readonly string[] }> {
  const names = (await entriesIn(folder)).map(({ name }) => name)
  if (!names.some(isSuspicious)) return { names, unnamed: [] }
  const separate = separateNames(await readdir(folder, { encoding: 'buffer' }))
  return { names: [...separate.names], unnamed: [...separate.unnamed.keys()] }
}

/** The shown form of a path that leads to nothing because of an invalid name in it; `null` when that is not the reason. */
export async function unnamedPath(path: string): Promise<string | null> {
  const parts = path.split(sep)
  const index = parts.findIndex(isSuspicious)
  if (index === -1) return null
  const folder = parts.slice(0, index).join(sep) + sep
  const { unnamed } = separateNames(await readdir(folder, { encoding: 'buffer' }).catch(orDefault([])))
  const shown = [...unnamed].find(([, name]) => name.toString() === parts[index])?.[0]
  return shown === undefined ? null : join(folder, shown, ...parts.slice(index + 1))
}
