/** @file Which drive a path is on, told by its letters alone: a drive that does not answer must not be asked for that. */
import { readFileSync } from 'node:fs'
import { parse } from 'node:path'
import process from 'node:process'
import { isNetworkType, type Mount, parseMountinfo } from '../watch/volumes/mountinfo.ts'
import { mountOf, nameOf } from '../watch/volumes/system.ts'

export interface DrivePlace {
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
let mounts: readonly Mount[] = []
let readAt = Number.NEGATIVE_INFINITY

/** The drive of an absolute path. A link that leads to another drive is taken for one of its own. */
export function driveOf(path: string): DrivePlace {
  if (process.platform === 'linux') return onLinux(path)
  const [volume] = process.platform === 'darwin' ? (/^\/Volumes\/[^/]+/.exec(path) ?? []) : []
  const point = volume ?? parse(path).root
  return { key: point, point, label: process.platform === 'win32' ? point : nameOf(point), isProvided: point.startsWith('\\\\') }
}

function onLinux(path: string): DrivePlace {
  const now = performance.now()
  if (now - readAt > REMEMBER_MS) {
    readAt = now
    mounts = readMounts()
  }
  const mount = mountOf(mounts, path)
  if (!mount) return { key: '/', point: '/', label: nameOf('/'), isProvided: false }
  const { device, point, type } = mount
  return { key: `${device} ${point}`, point, label: nameOf(point), isProvided: type.startsWith('fuse') || isNetworkType(type) }
}

/** From memory of the kernel. */
function readMounts(): readonly Mount[] {
  try {
    return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return mounts
  }
}
