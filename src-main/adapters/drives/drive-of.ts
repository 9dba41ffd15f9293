/** @file Which drive a path is on, told by its letters alone: a drive that does not answer must not be asked for that. */
import { readFileSync } from 'node:fs'
import { parse } from 'node:path'
import process from 'node:process'
import { isNetworkType, type Mount, parseMountinfo } from '../watch/volumes/mountinfo.ts'
import { mountOf, nameOf } from '../watch/volumes/system.ts'

export interface DriveLocation {
  /** Another drive that is mounted at the same place later has another one. */
  readonly key: string
  /** Where it begins. */
  readonly point: string
  /** As people know it. */
  readonly label: string
  /** A program or another computer answers for it, and may never do so. */
  readonly isProvided: boolean
}

const REMEMBER_MS = 1_000
/** A file that is sent is read thousands of times a second; what else is asked for seldom is asked for again. */
const MOST_PATHS = 500
let table = ''
let mounts: readonly Mount[] = []
let readAt = Number.NEGATIVE_INFINITY
/** Drives of paths, as long as the same is mounted. */
const known = new Map<string, DriveLocation>()

/** The drive of an absolute path. A link that leads to another drive is taken for one of its own. */
export function driveOf(path: string): DriveLocation {
  if (process.platform === 'linux') return onLinux(path)
  const [volume] = process.platform === 'darwin' ? (/^\/Volumes\/[^/]+/.exec(path) ?? []) : []
  const point = volume ?? parse(path).root
  return { key: point, point, label: process.platform === 'win32' ? point : nameOf(point), isProvided: point.startsWith('\\\\') }
}

function onLinux(path: string): DriveLocation {
  const now = performance.now()
  if (now - readAt > REMEMBER_MS) {
    readAt = now
    readMounts()
  }
  const before = known.get(path)
  if (before) return before
  const place = locationOf(path)
  if (known.size >= MOST_PATHS) known.clear()
  known.set(path, place)
  return place
}

function locationOf(path: string): DriveLocation {
  const mount = mountOf(mounts, path)
  if (!mount) return { key: '/', point: '/', label: nameOf('/'), isProvided: false }
  const { device, point, type } = mount
  return { key: `${device} ${point}`, point, label: nameOf(point), isProvided: type.startsWith('fuse') || isNetworkType(type) }
}

/** From memory of the kernel. */
function readMounts(): void {
  try {
    const now = readFileSync('/proc/self/mountinfo', 'utf8')
    if (now === table) return
    table = now
    mounts = parseMountinfo(now)
    known.clear()
  } catch {
    // What was mounted a moment ago counts.
  }
}
