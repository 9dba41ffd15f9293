/** @file Finds the `ascmhl` folder that a file belongs to: the nearest above it. Each is read and checked once. */
import { dirname } from 'node:path'
import { type History, hasHistory, readHistory } from './history.ts'

export interface Histories {
  /** The lists of a folder itself; without generations if it has none. */
  of(folder: string): Promise<History>
  /** The lists of the folder or of the nearest folder above it that has some; `null` if none has. */
  nearest(folder: string): Promise<History | null>
}

export function createHistories(signal: AbortSignal): Histories {
  const read = new Map<string, Promise<History>>()
  const nearestOf = new Map<string, Promise<History | null>>()

  function of(folder: string): Promise<History> {
    const found = read.get(folder) ?? readHistory(folder, signal)
    read.set(folder, found)
    return found
  }

  async function find(folder: string): Promise<History | null> {
    if (await hasHistory(folder)) return of(folder)
    const above = dirname(folder)
    return above === folder ? null : nearest(above)
  }

  function nearest(folder: string): Promise<History | null> {
    const found = nearestOf.get(folder) ?? find(folder)
    nearestOf.set(folder, found)
    return found
  }

  return { of, nearest }
}
