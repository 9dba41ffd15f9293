/** @file Changes files so that each change is on the disk itself when a call returns: a crash cannot lose one and keep a later one. */
import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'

/** Writes a small file as a whole, readable by this user only. */
export function writeDurably(path: string, text: string): void {
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  const file = openSync(fresh, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, path)
  syncFolder(dirname(path))
}

/** Moves files one after the other; a missing source, or an existing target, is skipped. */
export function moveDurably(pairs: readonly (readonly [from: string, to: string])[]): void {
  for (const [from, to] of pairs) if (exists(from) && !exists(to)) renameSync(from, to)
  for (const folder of new Set(pairs.flat().map(dirname))) syncFolder(folder)
}

/** Whether anything exists at a path, including a broken link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Windows writes names durably by itself, and cannot open folders. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
