/** @file The file in the data folder that says where its owner listens and how both sides authenticate. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readOwnFile, writeOwnFile } from './own-file.ts'

const noteSchema = z.object({
  /** What callers authenticate with. New at every start. */
  token: z.string().min(32),
  /** What the owner authenticates with; never sent. */
  proofKey: z.string().min(32),
  pid: z.int(),
  address: z.url({ protocol: /^http$/ }),
  /** Whether it serves the interface to browsers. */
  pages: z.boolean(),
})
export type ServerNote = z.infer<typeof noteSchema>

/** `null` when there is none, or one that cannot be trusted because others may have written or read it. */
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

/** Removes the file of this owner; one that another owner has written since stays. */
export function removeServerNote(dataDir: string, proofKey: string): void {
  if (readServerNote(dataDir)?.proofKey === proofKey) rmSync(noteIn(dataDir), { force: true })
}

/** The last port, so that a page that is still open reconnects; 0 when it is not known. */
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
