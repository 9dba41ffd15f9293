/** @file The note that the owner of a data folder leaves for callers: where it listens, and how each can tell the other. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readOwnFile, writeOwnFile } from './own-file.ts'

const noteSchema = z.object({
  /** What callers show. Made anew at every start. */
  token: z.string().min(32),
  /** What the owner proves itself with; never sent. */
  proofKey: z.string().min(32),
  pid: z.int(),
  address: z.url({ protocol: /^http$/ }),
  /** Whether a browser finds the interface there. */
  pages: z.boolean(),
})
export type ServerNote = z.infer<typeof noteSchema>

/** `null` when there is none, or none that can be believed: others may have written or read it. */
export function readServerNote(dataDir: string): ServerNote | null {
  try {
    return noteSchema.parse(JSON.parse(readOwnFile(noteIn(dataDir)) ?? ''))
  } catch {
    return null
  }
}

export function writeServerNote(dataDir: string, note: ServerNote): void {
  writeOwnFile(noteIn(dataDir), JSON.stringify(note))
}

/** The note goes with its owner; one that another has written since stays. */
export function removeServerNote(dataDir: string, proofKey: string): void {
  if (readServerNote(dataDir)?.proofKey === proofKey) rmSync(noteIn(dataDir), { force: true })
}

/** The port of the last time, so that a page that is still open finds the way back; 0 when it is not known. */
export function readLastPort(dataDir: string): number {
  const port = Number(readOwnFile(portIn(dataDir)))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

export function writeLastPort(dataDir: string, port: number): void {
  writeOwnFile(portIn(dataDir), String(port))
}

function noteIn(dataDir: string): string {
  return join(dataDir, 'door.json')
}

function portIn(dataDir: string): string {
  return join(dataDir, 'door.port')
}
