/** @file Updates of the desktop app: what is known of them, and what can be done. */
import type { Failure } from './errors/errors.ts'

/**
 * Why this copy cannot install an update itself.
 *
 * - `not-here`: no packaged desktop app, or it was packaged without a feed.
 * - `package-manager`: the system's package manager installed it and updates it.
 * - `portable`, `unpacked`: it runs from a file or folder that a person put there.
 * - `read-only`: the place that it runs from cannot be written.
 * - `translocated`: macOS runs it from a copy, because it was never moved out of the download.
 */
export const UPDATE_OBSTACLES = ['not-here', 'package-manager', 'portable', 'unpacked', 'read-only', 'translocated'] as const
export type UpdateObstacle = (typeof UPDATE_OBSTACLES)[number]

/**
 * - `available`: found, and not downloaded: this copy cannot install it itself, or a person has to ask for it.
 * - `ready`: downloaded and verified; a person says when it is installed.
 * - `waiting`: it is installed when everything has been sent.
 */
export const UPDATE_STATES = ['idle', 'checking', 'available', 'downloading', 'ready', 'waiting', 'installing', 'failed'] as const
export type UpdateState = (typeof UPDATE_STATES)[number]

/** - `later`: not by itself any more. */
export const INSTALL_TIMES = ['now', 'when-sent', 'later'] as const
export type InstallTime = (typeof INSTALL_TIMES)[number]

export interface FoundUpdate {
  readonly version: string
  /** Plain text; empty where there are none. */
  readonly notes: string
}

export interface UpdatesView {
  readonly state: UpdateState
  /** The version that runs. */
  readonly version: string
  readonly obstacle: UpdateObstacle | null
  /** Whether this copy has a feed of versions. */
  readonly canCheck: boolean
  readonly found: FoundUpdate | null
  /** How much of it is downloaded. */
  readonly percent: number
  /** When a check last had an answer, in epoch ms. */
  readonly checkedAt: number | null
  readonly failure: Failure | null
}

/** The view where there are no updates. */
export function noUpdates(version: string): UpdatesView {
  return {
    state: 'idle',
    version,
    obstacle: 'not-here',
    canCheck: false,
    found: null,
    percent: 0,
    checkedAt: null,
    failure: null,
  }
}
