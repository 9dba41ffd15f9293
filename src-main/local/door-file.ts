/** @file The note that the owner of a data folder leaves for callers: where it listens and with which token. */
import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const noteSchema = z.object({
  /** Made once per folder, so that links and open pages survive a restart. */
  token: z.string().min(32),
  pid: z.int(),
  address: z.url(),
  /** Whether a browser finds the interface there. */
  pages: z.boolean(),
})
export type DoorNote = z.infer<typeof noteSchema>

function pathIn(dataDir: string): string {
  return join(dataDir, 'door.json')
}

/** `null` when there is none, or none that can be used. */
export function readDoorNote(dataDir: string): DoorNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')))
  } catch {
    return null
  }
}

/** Readable by this user only. */
export function writeDoorNote(dataDir: string, note: DoorNote): void {
  writeFileSync(pathIn(dataDir), JSON.stringify(note), { mode: 0o600 })
  chmodSync(pathIn(dataDir), 0o600)
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}
