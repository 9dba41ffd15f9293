/** @file The file in the data folder that says where its owner listens and how both sides authenticate. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const serverFileSchema = z.object({
  /** What callers authenticate with. New at every start. */
  token: z.string().min(32),
  /** What the owner authenticates with; never sent. */
  proofKey: z.string().min(32),
  pid: z.int(),
  address: z.url({ protocol: /^http$/ }),
  /** Whether it serves the interface to browsers. */
  pages: z.boolean(),
})
export type ServerFile = z.infer<typeof serverFileSchema>

/** `null` when there is none, or one that cannot be trusted because others may have written or read it. */
export function readServerFile(dataDir: string): ServerFile | null {
  try {
    return serverFileSchema.parse(JSON.parse(readPrivateFile(serverFileIn(dataDir)) ?? ''))
  } catch {
    return null
  }
}

export function writeServerFile(dataDir: string, content: ServerFile): void {
  writePrivateFile(serverFileIn(dataDir), JSON.stringify(content))
}

/** Removes the file of this owner; one that another owner has written since stays. */
export function removeServerFile(dataDir: string, proofKey: string): void {
  if (readServerFile(dataDir)?.proofKey === proofKey) rmSync(serverFileIn(dataDir), { force: true })
}

/** The last port, so that a page that is still open reconnects; 0 when it is not known. */
export function readLastPort(dataDir: string): number {
  const port = Number(readPrivateFile(portFileIn(dataDir)))
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

export function writeLastPort(dataDir: string, port: number): void {
  writePrivateFile(portFileIn(dataDir), String(port))
}

function serverFileIn(dataDir: string): string {
  return join(dataDir, 'door.json')
}

function portFileIn(dataDir: string): string {
  return join(dataDir, 'door.port')
}
