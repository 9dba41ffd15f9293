/** @file State of the desktop app, such as the window's bounds. It may be lost. */
import { z } from 'zod'
import { LANGUAGE_CHOICES } from '../contract/languages.ts'
import { saidSchema } from '../contract/phrase.ts'
import { THEMES } from '../contract/settings.ts'
import type { JsonStore } from '../engine/ports/settings.ts'
import type { Log } from '../engine/ports.ts'

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
const stateSchema = z.object({
  bounds: boundsSchema.nullable().catch(null).default(null),
  maximised: z.boolean().catch(false).default(false),
  /** Of the drop window. */
  dropBounds: boundsSchema.nullable().catch(null).default(null),
  /** The notice at the first close was shown. */
  closeExplained: z.boolean().catch(false).default(false),
  /** The value last set for starting the app at login. */
  startsAtLogin: z.boolean().catch(false).default(false),
  /** The program that it was told to start. */
  loginProgram: z.string().nullable().catch(null).default(null),
  /** The theme of the settings, which are read after the window is there. */
  theme: z.enum(THEMES).catch('system').default('system'),
  /** The language, likewise. */
  language: z.enum(LANGUAGE_CHOICES).catch('system').default('system'),
  /** The version that was to be installed when the app was closed, whether its window was shown then, and why it was not. */
  installing: z
    .object({ version: z.string(), isShown: z.boolean(), reason: saidSchema.nullable().default(null) })
    .nullable()
    .catch(null)
    .default(null),
  /** The AppImage that an update has put aside, and the version that has taken its place and deletes it once it is up. */
  replaced: z.object({ image: z.string(), by: z.string() }).nullable().catch(null).default(null),
})
export type DesktopState = z.infer<typeof stateSchema>

export interface StateStore {
  get(): DesktopState
  change(change: Partial<DesktopState>): void
}

export function openDesktopState(store: JsonStore, log: Pick<Log, 'warn'>): StateStore {
  let state = read()

  function read(): DesktopState {
    try {
      return stateSchema.parse(store.read() ?? {})
    } catch {
      log.warn('the stored state of the window cannot be read')
      return stateSchema.parse({})
    }
  }

  return {
    get: () => state,
    change(change) {
      state = { ...state, ...change }
      try {
        store.write(state)
      } catch (caught) {
        log.warn(`the state of the window could not be stored: ${caught instanceof Error ? caught.message : String(caught)}`)
      }
    },
  }
}
