/** @file State of the desktop app that may be lost, such as the bounds of its window. */
import { z } from 'zod'
import { LANGUAGE_CHOICES } from '../contract/i18n/languages.ts'
import { displayTextSchema } from '../contract/i18n/phrase-schema.ts'
import { THEMES } from '../contract/settings.ts'
import type { JsonStore } from '../engine/ports/settings.ts'
import type { Log } from '../engine/ports.ts'

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
const stateSchema = z.object({
  bounds: boundsSchema.nullable().catch(null).default(null),
  maximised: z.boolean().catch(false).default(false),
  /** Of the drop window. */
  dropBounds: boundsSchema.nullable().catch(null).default(null),
  /** Whether the notice at the first close was shown. */
  closeExplained: z.boolean().catch(false).default(false),
  /** The value last set for starting the app at login. */
  startsAtLogin: z.boolean().catch(false).default(false),
  /** The program that was registered to start at login. */
  loginProgram: z.string().nullable().catch(null).default(null),
  /** Copies of these settings, which are read only after the window is open. */
  theme: z.enum(THEMES).catch('system').default('system'),
  language: z.enum(LANGUAGE_CHOICES).catch('system').default('system'),
  /** The version that the app was closed to install, whether its window was shown then, and why the installation failed. */
  installing: z
    .object({ version: z.string(), isShown: z.boolean(), reason: displayTextSchema.nullable().default(null) })
    .nullable()
    .catch(null)
    .default(null),
  /** The AppImage that an update has replaced, and the version that replaced it, which deletes the old one once it runs. */
  replaced: z.object({ image: z.string(), by: z.string() }).nullable().catch(null).default(null),
})
type DesktopState = z.infer<typeof stateSchema>

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
