/** @file The state machine of an update. Pure: `updates.ts` carries out its steps. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { FoundUpdate, InstallTime, UpdateState } from '../../contract/updates.ts'

export interface Update {
  readonly state: UpdateState
  readonly found: FoundUpdate | null
  readonly percent: number
  readonly checkedAt: number | null
  readonly failure: Failure | null
  /** Whether a person started the check, and so sees its failures, too. */
  readonly isRequested: boolean
  /** Whether the network interrupted the last check or download, so that the next check follows soon. */
  readonly isRetrySoon: boolean
}

export const NO_UPDATE: Update = {
  state: 'idle',
  found: null,
  percent: 0,
  checkedAt: null,
  failure: null,
  isRequested: false,
  isRetrySoon: false,
}

export type UpdateEvent =
  | { readonly type: 'check'; readonly by: 'person' | 'timer' }
  /** The result of a check. */
  | {
      readonly type: 'checked'
      readonly found: FoundUpdate | null
      readonly at: number
      /** Whether this copy of the app can replace itself. */
      readonly canInstall: boolean
      /** Whether the setting lets the app check for updates and download them by itself. */
      readonly isAutomatic: boolean
    }
  /** That setting was switched off. */
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

/** The failure of an installation: whoever saw the app close for it has to see why, so only a check by a person removes it. */
function installFailure({ failure }: Update): Failure | null {
  return failure?.code === 'update.notInstalled' ? failure : null
}

/** Nothing is ever installed without an `install` by a person. */
export function decideUpdate(update: Update, event: UpdateEvent): Decision {
  const unchanged: Decision = { update, step: 'none' }
  const enter = (state: UpdateState, more: Partial<Update> = {}, step: UpdateStep = 'none'): Decision => ({
    update: { ...update, ...more, state },
    step,
  })
  switch (event.type) {
    case 'check': {
      const isRequested = event.by === 'person'
      // A person who checks while the check of the timer runs sees the result of that one.
      const failure = isRequested ? null : installFailure(update)
      if (update.state === 'checking') return enter('checking', { isRequested: update.isRequested || isRequested, failure })
      // The download of a person is not cancelled when automatic updates are switched off.
      if (update.state === 'downloading' && isRequested) return enter('downloading', { isRequested, failure })
      if (!CHECKABLE.has(update.state)) return unchanged
      return enter('checking', { isRequested, failure, isRetrySoon: false }, 'check')
    }
    case 'checked': {
      if (update.state !== 'checking') return unchanged
      const { found, at, canInstall, isAutomatic } = event
      const known = { found, checkedAt: at, percent: 0 }
      if (found === null) return enter(update.failure === null ? 'idle' : 'failed', known)
      return canInstall && (update.isRequested || isAutomatic)
        ? enter('downloading', known, 'download')
        : enter('available', known)
    }
    case 'switched-off':
      if (update.state !== 'downloading' || update.isRequested) return unchanged
      return enter('available', { percent: 0 }, 'cancel')
    case 'progress':
      return update.state === 'downloading' ? enter('downloading', { percent: event.percent }) : unchanged
    case 'downloaded':
      return update.state === 'downloading' ? enter('ready', { percent: 100 }) : unchanged
    case 'failed': {
      const { failure } = event
      const isRetrySoon = NETWORK.has(failure.code)
      const before = update.isRequested || failure.code === 'update.notInstalled' ? null : installFailure(update)
      if (before !== null) return enter('failed', { failure: before, isRetrySoon })
      // Being offline is normal for a laptop, and nobody waits for this check.
      const isSilent = update.state === 'checking' && !update.isRequested && failure.code === 'update.offline'
      if (isSilent) return enter(update.found === null ? 'idle' : 'available', { isRetrySoon })
      return enter('failed', { failure, isRetrySoon })
    }
    case 'install': {
      if (update.state !== 'ready' && update.state !== 'waiting') return unchanged
      if (event.when === 'later') return enter('ready')
      return event.when === 'now' || event.isSent ? enter('installing', { failure: null }, 'install') : enter('waiting')
    }
    case 'sent':
      return update.state === 'waiting' ? enter('installing', { failure: null }, 'install') : unchanged
  }
}

const RETRY_MS = 15 * 60_000
const INTERVAL_MS = 6 * 3_600_000

/** The time until the next automatic check. */
export function nextCheckMs({ isRetrySoon }: Pick<Update, 'isRetrySoon'>): number {
  return isRetrySoon ? RETRY_MS : INTERVAL_MS
}
