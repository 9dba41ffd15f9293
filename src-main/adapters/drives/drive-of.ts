/** @file The drive of a path, from the path alone: a drive that does not answer must not be called for that. */
import { readFileSync } from 'node:fs'
import { parse } from 'node:path'
import process from 'node:process'
import { isNetworkType, type Mount, parseMountinfo } from '../watch/volumes/mountinfo.ts'
import { mountOf, nameOf } from '../watch/volumes/system.ts'

export interface DriveLocation {
  /** Another drive that is mounted there later has another key. */
  readonly key: string
  /** Its mount point. */
  readonly point: string
  /** Its name for people. */
  readonly label: string
  /** A program or another computer provides it, and may never answer. */
  readonly isProvided: boolean
}

const CACHE_MS = 1_000
/** A file that is sent is read thousands of times a second; few paths are in use at once. */
const MOST_PATHS = 500
let table = ''
let mounts: readonly Mount[] = []
let readAt = Number.NEGATIVE_INFINITY
/** Drives of paths, until the mounts change. */
const known = new Map<string, DriveLocation>()

/** The drive of an absolute path. A link to another drive counts as the drive that it is on. */
export function driveOf(path: string): DriveLocation {
  if (process.platform === 'linux') return onLinux(path)
  const [volume] = process.platform === 'darwin' ? (/^\/Volumes\/[^/]+/.exec(path) ?? []) : []
  const point = volume ?? parse(path).root
  return { key: point, point, label: process.platform === 'win32' ? point : nameOf(point), isProvided: point.startsWith('\\\\') }
}

function onLinux(path: string): DriveLocation {
  const now = performance.now()
  if (now - readAt > CACHE_MS) {
    readAt = now
    readMounts()
  }
  const cached = known.get(path)
  if (cached) return cached
  const location = locationOf(path)
  if (known.size >= MOST_PATHS) known.clear()
  known.set(path, location)
  return location
}

function locationOf(path: string): DriveLocation {
  const mount = mountOf(mounts, path)
  if (!mount) return { key: '/', point: '/', label: nameOf('/'), isProvided: false }
  const { device, point, type } = mount
  return { key: `${device} ${point}`, point, label: nameOf(point), isProvided: type.startsWith('fuse') || isNetworkType(type) }
}

/** The kernel answers from memory: no drive is called. */
function readMounts(): void {
  try {
    const now = readFileSync('/proc/self/mountinfo', 'utf8')
    if (now === table) return
    table = now
    mounts = parseMountinfo(now)
    known.clear()
  } catch {
    // The last known mounts stay.
  }
}
