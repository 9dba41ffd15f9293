/** @file Gathers diagnostics. At the end every text passes one redaction, whatever its source. */
import { DEFAULT_SETTINGS } from '../contract/default-settings.ts'
import type { Diagnostics, HostFacts } from '../contract/diagnostics.ts'
import { englishOf } from '../contract/i18n/phrase.ts'
import type { Settings } from '../contract/settings.ts'
import { isoTime } from '../contract/text/dates.ts'
import type { Engine } from '../engine/engine.ts'
import { storageState } from './storage-state.ts'

/** Rows of each group in which causes are counted. */
const MAX_ROWS = 500

/** Settings that may hold private names or paths: reported only as a count, or as set or not. */
const COUNTED = ['accountLimits', 'schedule', 'quietHours', 'ignoredNames'] as const satisfies readonly (keyof Settings)[]
const NAMED = ['proxyUrl', 'caFile'] as const satisfies readonly (keyof Settings)[]

interface DiagnosticsDeps {
  readonly engine: Engine
  readonly info: () => Pick<Diagnostics, 'version' | 'host' | 'platform'>
  readonly facts: () => Promise<HostFacts>
  /** Removes secrets, and shortens addresses and the home folder. */
  readonly clean: (text: string) => string
  readonly now: () => number
}

export async function diagnose({ engine, info, facts, clean, now }: DiagnosticsDeps): Promise<Diagnostics> {
  const { version, host, platform } = info()
  const { summary } = engine.queue.page({ group: 'all', search: '' }, 0, 1)
  const gathered: Diagnostics = {
    at: isoTime(now()) ?? '',
    version,
    host,
    platform,
    facts: await facts(),
    secureStorage: await secureStorageOf(engine),
    settings: changedSettings(engine.settings.get()),
    proxySignIns: engine.proxySignIn.stored().length,
    accounts: accountsOf(engine),
    uploads: summary.counts,
    openBytes: summary.openBytes,
    halted: summary.halted?.code ?? null,
    causes: causesOf(engine),
    watchedFolders: engine.watches.list().map(({ state, failure, volume, polled, unreported, counts }) => ({
      state,
      failure: failure?.code ?? null,
      drive: volume.kind,
      polled,
      unreported: unreported?.code ?? null,
      files: counts,
    })),
  }
  return cleaned(gathered, clean)
}

async function secureStorageOf({ secrets }: Engine): Promise<Diagnostics['secureStorage']> {
  const provider = secrets.provider()
  const state = await storageState(secrets)
  if (state === 'silent') return { provider, secure: false, reason: 'it does not answer; it may be locked' }
  return { provider, secure: state.available, reason: state.reason && englishOf(state.reason) }
}

function changedSettings(settings: Settings): Record<string, string> {
  const changed = (Object.keys(DEFAULT_SETTINGS) as (keyof Settings)[]).filter(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(DEFAULT_SETTINGS[name]),
  )
  return Object.fromEntries(changed.map((name) => [name, shownValue(name, settings)]))
}

function shownValue(name: keyof Settings, settings: Settings): string {
  if ((COUNTED as readonly string[]).includes(name)) return `${Object.keys(settings[name] as object).length} entries`
  if ((NAMED as readonly string[]).includes(name)) return settings[name] === '' ? 'empty' : 'is set'
  return JSON.stringify(settings[name])
}

function accountsOf({ accounts }: Engine): Diagnostics['accounts'] {
  const byProvider = new Map<string, { accounts: number; failing: number }>()
  for (const { provider, health } of accounts.list()) {
    const before = byProvider.get(provider) ?? { accounts: 0, failing: 0 }
    byProvider.set(provider, {
      accounts: before.accounts + 1,
      failing: before.failing + (health.state === 'failed' ? 1 : 0),
    })
  }
  return [...byProvider].map(([provider, counts]) => ({ provider, ...counts }))
}

function causesOf({ queue }: Engine): Diagnostics['causes'] {
  const counts = new Map<string, number>()
  for (const group of ['attention', 'waiting'] as const) {
    for (const { waiting, failure } of queue.page({ group, search: '' }, 0, MAX_ROWS).rows) {
      const code = waiting?.failure.code ?? failure?.code
      if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1)
    }
  }
  return [...counts].map(([code, uploads]) => ({ code, uploads })).sort((one, other) => other.uploads - one.uploads)
}

/** Every text in a value. */
function cleaned<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === 'string') return clean(value) as T
  if (Array.isArray(value)) return value.map((one) => cleaned(one, clean)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one, clean)])) as T
}
