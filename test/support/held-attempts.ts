/** @file Waits until a program has found a file held by another one; `note-held.mjs` reports that from within the program. */
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

/** Long enough for Windows programs on a busy machine. */
const PATIENCE_MS = 180_000
const MODULE = new URL('note-held.mjs', import.meta.url)

/**
 * @param note a file that does not exist yet
 * @param spell the path as the program spells it
 */
export function heldAttempts(note: string, spell: (path: string) => string = (path) => path) {
  const module = spell(fileURLToPath(MODULE)).replaceAll('\\', '/')
  const made = async (): Promise<number> => (await stat(note).catch(() => null))?.size ?? 0
  return {
    env: { NODE_OPTIONS: `--import=${new URL(`file:///${module.replace(/^\//, '')}`).href}`, NOTE_HELD: spell(note) },

    /** How many attempts were in vain. */
    made,

    /** Resolves once so many attempts were in vain: a program that gives up early makes fewer, and the wait fails. */
    async untilMade(count = 1): Promise<void> {
      await expect.poll(made, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(count)
    },
  }
}
