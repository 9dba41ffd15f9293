/** @file Passes arguments that are too long for Chromium to the first process, in a file of the data folder. */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const NAME = /^handed-over-[0-9a-f]{16}\.json$/
const noteSchema = z.object({ paths: z.array(z.string()), links: z.array(z.string()) })
type Note = z.infer<typeof noteSchema>

/** Returns the name of the note. */
export function writeNote(dataDir: string, { paths, links }: { readonly [K in keyof Note]: readonly string[] }): string {
  const name = `handed-over-${randomBytes(8).toString('hex')}.json`
  writeFileSync(join(dataDir, name), JSON.stringify({ paths, links }), { mode: 0o600, flag: 'wx' })
  return name
}

/** Reads and deletes a note; empty for an invalid name or a note that was read before. */
export function takeNote(dataDir: string, name: string): Note {
  const nothing = { paths: [], links: [] }
  if (!NAME.test(name)) return nothing
  try {
    const path = join(dataDir, name)
    const text = readFileSync(path, 'utf8')
    rmSync(path, { force: true })
    return noteSchema.parse(JSON.parse(text))
  } catch {
    return nothing
  }
}
