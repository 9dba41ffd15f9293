/** @file What the desktop app remembers of itself; not settings, and nothing that is missed when it is lost. */
import { z } from 'zod'
import type { JsonStore } from '../engine/ports/settings.ts'
import type { Log } from '../engine/ports.ts'

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
const stateSchema = z.object({
  bounds: boundsSchema.nullable().catch(null).default(null),
  maximised: z.boolean().catch(false).default(false),
  /** It was said where the app goes when its window is closed. */
  closeExplained: z.boolean().catch(false).default(false),
  /** What the system was told last of starting the app at sign-in. */
  startsAtLogin: z.boolean().catch(false).default(false),
  /** The program that it was told to start. */
  loginProgram: z.string().nullable().catch(null).default(null),
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
      log.warn('what the window looked like is not known any more')
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
        log.warn(`what the window looks like could not be kept: ${caught instanceof Error ? caught.message : String(caught)}`)
      }
    },
  }
}
