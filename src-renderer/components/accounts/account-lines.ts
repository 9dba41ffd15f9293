/** @file The texts of the row of an account: a glyph, its state, a detail, the one step that helps, and its room. Pure. */
import {
  type AccountHealth,
  type AccountRoom,
  type AccountView,
  type ProviderInfo,
  shownEndpoint,
  type TestCheck,
} from '@contract/account.ts'
import { failedCheck } from '@contract/connection-checks.ts'
import { lazyTexts, t } from '@contract/i18n/i18n.ts'
import { atMoment, formatMoment } from '@contract/text/format.ts'
import { isSignIn } from '../../state/accounts.ts'
import type { Glyph } from '../ui/glyphs.ts'

interface AccountLines {
  /** `null` for a healthy account, which draws no attention. */
  readonly glyph: Glyph | null
  readonly state: string
  readonly detail: string
  /** Nothing is sent until a person acts. */
  readonly isStopped: boolean
  readonly step: 'sign-in' | 'test' | null
}

/** @param now epoch ms */
export function accountLines(
  { health, problem }: Pick<AccountView, 'health' | 'problem'>,
  { isTesting, now }: { readonly isTesting: boolean; readonly now: number },
): AccountLines {
  if (isTesting) return { glyph: 'checking', state: t('Testing'), detail: '', isStopped: false, step: null }
  switch (health.state) {
    case 'works':
      return { glyph: null, state: t('Works'), detail: sinceText(health, now), isStopped: false, step: null }
    case 'untested':
      // New or changed: an earlier result does not count any more.
      return {
        glyph: 'queued',
        state: t('Not tested'),
        detail: t('Not known to work yet'),
        isStopped: false,
        step: 'test',
      }
    case 'failed':
      return {
        // Without `problem` it is no refusal and may end by itself: the next upload tries again.
        glyph: problem ? 'needs' : 'waiting',
        state: FAILED_TITLES[failedCheck(health.reason)],
        detail: t('Failed {when}', { when: atMoment(health.at, now) }),
        isStopped: problem !== null,
        step: isSignIn(health.reason) ? 'sign-in' : 'test',
      }
  }
}

function sinceText({ since }: Extract<AccountHealth, { state: 'works' }>, now: number): string {
  return t('Since {moment}', { moment: formatMoment(since, now) })
}

/** The health in one word, where there is room for no more; empty for an account that works. */
export function healthLabel({ health }: Pick<AccountView, 'health'>): string {
  if (health.state === 'works') return ''
  if (health.state === 'untested') return t('untested')
  if (isSignIn(health.reason)) return CHECK_LABELS.signIn
  return CHECK_LABELS[failedCheck(health.reason)]
}

const FAILED_TITLES: Readonly<Record<TestCheck, string>> = lazyTexts({
  settings: () => t('Settings refused'),
  answers: () => t('No answer'),
  speaks: () => t('Unexpected answer'),
  signIn: () => t('Key refused'),
  rights: () => t('Not allowed'),
  room: () => t('Full'),
  uploads: () => t('Takes no uploads'),
})

const CHECK_LABELS: Readonly<Record<TestCheck, string>> = lazyTexts({
  settings: () => t('problem'),
  answers: () => t('no answer'),
  speaks: () => t('problem'),
  signIn: () => t('sign in'),
  rights: () => t('refused'),
  room: () => t('full'),
  uploads: () => t('refused'),
})

/** What distinguishes an account from others of its provider: its address or owner, and an API host other than the default. */
export function distinguishingParts(account: AccountView, provider: ProviderInfo | null): readonly string[] {
  const fields = provider?.fields ?? []
  const shown = fields.filter(({ secret, advanced }) => !secret && !advanced)
  const field = shown.find(({ name, kind }) => account.settings[name] && kind !== 'boolean' && kind !== 'lines')
  const base = account.settings['apiBase']
  const isCustomBase = base !== undefined && base !== fields.find(({ name }) => name === 'apiBase')?.default
  const main = field?.name === 'endpoint' ? shownEndpoint(account) : field ? (account.settings[field.name] ?? '') : ''
  return [main, isCustomBase ? base : ''].filter((part) => part !== '').map(withoutScheme)
}

function withoutScheme(address: string): string {
  return address.replace(/^https?:\/\//, '')
}

/** How full an account is, 0–100 %, and whether that stops uploads; `null` where the host reports no total. */
export function fullness(room: AccountRoom | null): { readonly percent: number; readonly isFull: boolean } | null {
  if (room?.total == null || room.total <= 0) return null
  const percent = Math.min(100, Math.max(0, ((room.total - room.free) / room.total) * 100))
  return { percent, isFull: room.free <= 0 }
}

/** Accounts whose uploads are stopped first; otherwise in the given order. */
export function stoppedFirst(accounts: readonly AccountView[]): readonly AccountView[] {
  return accounts.toSorted((one, other) => Number(other.problem !== null) - Number(one.problem !== null))
}
