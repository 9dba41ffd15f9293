/** @file The appearance of the queue on this device, stored by the browser or the app, not by the host. */
import { readonly, shallowRef } from 'vue'
import { localTexts, type TextStorage } from './browser-storage.ts'

export const DENSITIES = ['comfortable', 'dense'] as const
export type Density = (typeof DENSITIES)[number]

/** Columns that can be left out or shown, in the order of reading. Name and progress are always there. */
export const COLUMNS = ['account', 'size', 'added', 'time'] as const
export type Column = (typeof COLUMNS)[number]

export interface Look {
  readonly density: Density
  readonly columns: readonly Column[]
  /** In groups, or in the order of the queue alone. */
  readonly isGrouped: boolean
  /** Groups that a person has opened or closed, the newest last. */
  readonly opened: readonly string[]
  readonly closed: readonly string[]
}

const DEFAULT_LOOK: Look = { density: 'comfortable', columns: ['account', 'time'], isGrouped: true, opened: [], closed: [] }
const KEY = 'reelay.queue'
/** Groups that are remembered; older ones have hardly any clips left in the queue. */
const MAX_GROUPS = 200

export type Preferences = ReturnType<typeof createPreferences>

export function createPreferences(storage: TextStorage = localTexts()) {
  const look = shallowRef<Look>(read())

  function read(): Look {
    try {
      return lookFrom(JSON.parse(storage.getItem(KEY) ?? '{}'))
    } catch {
      return DEFAULT_LOOK
    }
  }

  function change(changed: Partial<Look>): void {
    look.value = { ...look.value, ...changed }
    storage.setItem(KEY, JSON.stringify(look.value))
  }

  return {
    look: readonly(look),
    change,

    /** Remembers that a person has opened or closed a group. */
    setOpen(id: string, isOpen: boolean): void {
      const { opened, closed } = look.value
      const others = (ids: readonly string[]): string[] => ids.filter((other) => other !== id).slice(1 - MAX_GROUPS)
      change({
        opened: isOpen ? [...others(opened), id] : others(opened),
        closed: isOpen ? others(closed) : [...others(closed), id],
      })
    },
  }
}

/** Ignores what another version or another program has written. */
function lookFrom(stored: unknown): Look {
  const found = typeof stored === 'object' && stored !== null ? (stored as Partial<Record<keyof Look, unknown>>) : {}
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((text) => typeof text === 'string').slice(-MAX_GROUPS) : []
  return {
    density: DENSITIES.find((density) => density === found.density) ?? DEFAULT_LOOK.density,
    columns: Array.isArray(found.columns)
      ? COLUMNS.filter((column) => texts(found.columns).includes(column))
      : DEFAULT_LOOK.columns,
    isGrouped: typeof found.isGrouped === 'boolean' ? found.isGrouped : DEFAULT_LOOK.isGrouped,
    opened: texts(found.opened),
    closed: texts(found.closed),
  }
}
