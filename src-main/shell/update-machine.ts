/** @file Decides what happens to an update. Pure: `updates.ts` carries it out. */
import type { Failure } from '../contract/errors.ts'
import type { FoundUpdate, InstallTime, UpdateState } from '../contract/updates.ts'

export interface Update {
  readonly state: UpdateState
  readonly found: FoundUpdate | null
  readonly percent: number
  readonly checkedAt: number | null
  readonly failure: Failure | null
  /** Whether a person waits for the check and what follows, who is told also that there was no answer. */
  readonly isAsked: boolean
  /** Whether the network kept a check or a download from its end: the next one is soon. */
  readonly isRetrySoon: boolean
}

export const NO_UPDATE: Update = {
  state: 'idle',
  found: null,
  percent: 0,
  checkedAt: null,
  failure: null,
  isAsked: false,
  isRetrySoon: false,
}

export type UpdateEvent =
  | { readonly type: 'check'; readonly by: 'person' | 'timer' }
  /** The answer of a check. */
  | {
      readonly type: 'checked'
      readonly found: FoundUpdate | null
      readonly at: number
      /** This copy can install it itself. */
      readonly canInstall: boolean
      /** The app still looks for updates by itself, and downloads them. */
      readonly isAutomatic: boolean
    }
  /** The app is to do nothing by itself any more. */
  | { readonly type: 'switched-off' }
  | { readonly type: 'progress'; readonly percent: number }
  | { readonly type: 'downloaded' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** `isSent`: nothing is being sent or waits to be. */
  | { readonly type: 'install'; readonly when: InstallTime; readonly isSent: boolean }
  /** Everything has been sent. */
  | { readonly type: 'sent' }

export type UpdateStep = 'none' | 'check' | 'download' | 'cancel' | 'install'

interface Decision {
  readonly update: Update
  readonly step: UpdateStep
}

const CHECKABLE: ReadonlySet<UpdateState> = new Set(['idle', 'available', 'failed'])
const NETWORK: ReadonlySet<string> = new Set(['update.offline', 'update.cutOff'])

/** What a person who saw the app close for an update has to see, and no check by itself takes away. */
function untold({ failure }: Update): Failure | null {
  return failure?.code === 'update.notInstalled' ? failure : null
}

/** Nothing is ever installed without an `install` by a person. */
export function decideUpdate(update: Update, event: UpdateEvent): Decision {
  const stay: Decision = { update, step: 'none' }
  const to = (state: UpdateState, more: Partial<Update> = {}, step: UpdateStep = 'none'): Decision => ({
    update: { ...update, ...more, state },
    step,
  })
  switch (event.type) {
    case 'check': {
      const isAsked = event.by === 'person'
      // A person who asks while the timer's check runs is told its result.
      const failure = isAsked ? null : untold(update)
      if (update.state === 'checking') return to('checking', { isAsked: update.isAsked || isAsked, failure })
      // What a person wants is not cancelled with what the app does by itself.
      if (update.state === 'downloading' && isAsked) return to('downloading', { isAsked, failure })
      if (!CHECKABLE.has(update.state)) return stay
      return to('checking', { isAsked, failure, isRetrySoon: false }, 'check')
    }
    case 'checked': {
      if (update.state !== 'checking') return stay
      const { found, at, canInstall, isAutomatic } = event
      const known = { found, checkedAt: at, percent: 0 }
      if (found === null) return to(update.failure === null ? 'idle' : 'failed', known)
      return canInstall && (update.isAsked || isAutomatic) ? to('downloading', known, 'download') : to('available', known)
    }
    case 'switched-off':
      if (update.state !== 'downloading' || update.isAsked) return stay
      return to('available', { percent: 0 }, 'cancel')
    case 'progress':
      return update.state === 'downloading' ? to('downloading', { percent: event.percent }) : stay
    case 'downloaded':
      return update.state === 'downloading' ? to('ready', { percent: 100 }) : stay
    case 'failed': {
      const { failure } = event
      const isRetrySoon = NETWORK.has(failure.code)
      const before = update.isAsked || failure.code === 'update.notInstalled' ? null : untold(update)
      if (before !== null) return to('failed', { failure: before, isRetrySoon })
      // Being offline is normal for a laptop, and nobody has asked.
      const isSilent = update.state === 'checking' && !update.isAsked && failure.code === 'update.offline'
      if (isSilent) return to(update.found === null ? 'idle' : 'available', { isRetrySoon })
      return to('failed', { failure, isRetrySoon })
    }
    case 'install': {
      if (update.state !== 'ready' && update.state !== 'waiting') return stay
      if (event.when === 'later') return to('ready')
      return event.when === 'now' || event.isSent ? to('installing', { failure: null }, 'install') : to('waiting')
    }
    case 'sent':
      return update.state === 'waiting' ? to('installing', { failure: null }, 'install') : stay
  }
}

const SOON_MS = 15 * 60_000
const USUAL_MS = 6 * 3_600_000

/** When the next check by itself is due, from the last one. */
export function nextCheckMs({ isRetrySoon }: Pick<Update, 'isRetrySoon'>): number {
  return isRetrySoon ? SOON_MS : USUAL_MS
}
