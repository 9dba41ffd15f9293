/** @file Files that belong together by their names, and the names that they get when they are moved together. Pure. */
import { extname } from 'node:path/posix'

/** What cameras and editing programs write beside a clip: metadata, subtitles, thumbnails, proxies. */
const SIDECAR_ENDINGS = new Set([
  'xml',
  'xmp',
  'srt',
  'vtt',
  'thm',
  'lrv',
  'lrf',
  'cpf',
  'bim',
  'ppn',
  'smi',
  'edl',
  'ale',
  'txt',
])
/** `C0001M01.XML` is beside `C0001.MP4`, as Sony’s cameras name them. */
const SONY = 'm01'

/** Names of the sidecars of a clip among all in its folder; none where another clip has its name, too. */
export function sidecarsOf(clip: string, names: readonly string[]): string[] {
  const stem = stemOf(clip)
  if (names.some((name) => name !== clip && isClip(name, stem))) return []
  return names.filter((name) => name !== clip && isBeside(name, stem))
}

/** A file and all that share its name: its clip, the sidecars of that, and any other file of the same name. */
export interface Family {
  readonly names: readonly string[]
  /** How many characters of each name they have in common. */
  readonly stemLength: number
}

export function familyOf(file: string, names: readonly string[]): Family {
  const own = stemOf(file)
  const clips = own.endsWith(SONY) && isSidecar(file) ? own.slice(0, -SONY.length) : own
  const stem = names.some((name) => isClip(name, clips)) ? clips : own
  const others = names.filter((name) => name !== file && (stemOf(name) === stem || isBeside(name, stem)))
  return { names: [file, ...others], stemLength: stem.length }
}

/** `('C1M01.XML', 2, ' 2')` → `C1 2M01.XML`. */
export function withSuffix(name: string, stemLength: number, suffix: string): string {
  return name.slice(0, stemLength) + suffix + name.slice(stemLength)
}

/** The suffix that a name got: `('C1 2.MP4', 'C1.MP4', 2)` → `' 2'`; `null` when it was not made from that name. */
export function suffixOf(named: string, name: string, stemLength: number): string | null {
  const suffix = named.slice(stemLength, stemLength + named.length - name.length)
  return withSuffix(name, stemLength, suffix) === named ? suffix : null
}

function isClip(name: string, stem: string): boolean {
  return stemOf(name) === stem && !isSidecar(name)
}

function isBeside(name: string, stem: string): boolean {
  return isSidecar(name) && (stemOf(name) === stem || stemOf(name) === stem + SONY)
}

function isSidecar(name: string): boolean {
  return SIDECAR_ENDINGS.has(extname(name).slice(1).toLowerCase())
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length).toLowerCase()
}
