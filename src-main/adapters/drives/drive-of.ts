/** @file Finds the drive of a path by the path alone, because a call to a drive that does not answer would hang. */
import { readFileSync } from 'node:fs'
import { parse } from 'node:path'
import process from 'node:process'
import { isNetworkType, type Mount, parseMountinfo } from '../watch/volumes/mountinfo.ts'
import { mountOf, nameOf } from '../watch/volumes/system.ts'

export interface DriveLocation {
  /** Identifies this mount: another drive that is mounted at the same point later has another key. */
  readonly key: string
  /** Its mount point. */
  readonly point: string
  /** Its name for people. */
  readonly label: string
  /** A program or another computer provides it. */
  readonly mayNeverAnswer: boolean
}

const CACHE_MS = 1_000
/** A file that is sent is read thousands of times a second, and few paths are in use at a time. */
const MAX_PATHS = 500
let mountTable = ''
let mounts: readonly Mount[] = []
let readAt = Number.NEGATIVE_INFINITY
/** Drives of paths, until the mounts change. */
const known = new Map<string, DriveLocation>()

/** The drive of an absolute path. Links are not resolved: one to another drive belongs to the drive that it is on. */
export function driveOf(path: string): DriveLocation {
  if (process.platform === 'linux') return onLinux(path)
  const [volume] = process.platform === 'darwin' ? (/^\/Volumes\/[^/]+/.exec(path) ?? []) : []
  const point = volume ?? parse(path).root
  return {
    key: point,
    point,
    label: process.platform === 'win32' ? point : nameOf(point),
    mayNeverAnswer: point.startsWith('\\\\'),
  }
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
  if (known.size >= MAX_PATHS) known.clear()
  known.set(path, location)
  return location
}

function locationOf(path: string): DriveLocation {
  const mount = mountOf(mounts, path)
  if (!mount) return { key: '/', point: '/', label: nameOf('/'), mayNeverAnswer: false }
  const { device, point, type } = mount
  return {
    key: `${device} ${point}`,
    point,
    label: nameOf(point),
    mayNeverAnswer: type.startsWith('fuse') || isNetworkType(type),
  }
}

/** The kernel provides this file from memory: no drive is called. */
function readMounts(): void {
  try {
    const now = readFileSync('/proc/self/mountinfo', 'utf8')
    if (now === mountTable) return
    mountTable = now
    mounts = parseMountinfo(now)
    known.clear()
  } catch {
    // The last known mounts stay.
  }
}
