/** @file The effective settings: stored values, overridden by those of a single run. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SettingsFile } from '../ports/settings.ts'

export type SettingsStore = ReturnType<typeof createSettings>

interface Deps {
  readonly file: SettingsFile<Settings>
  /** Values for this run only, such as `--concurrency`; never stored. */
  readonly overrides: Partial<Settings>
  /** Why a file of certificates cannot be used, or `null`. */
  readonly caFileProblem: (path: string) => Promise<DisplayText | null>
  readonly onChange: (settings: Settings, before: Settings) => void
}

export function createSettings({ file, overrides, caFileProblem, onChange }: Deps) {
  const get = (): Settings => ({ ...file.read(), ...overrides })

  return {
    get,
    /** @throws FailureError `input.invalid` that names the setting; nothing is changed then */
    async change(change: Partial<Settings>): Promise<Settings> {
      const { proxyMode, proxyUrl } = { ...file.read(), ...change }
      if (proxyMode === 'manual' && proxyUrl === '') throw refused('proxyUrl', phrase('a manual proxy needs its address'))
      const problem = change.caFile ? await caFileProblem(change.caFile) : null
      if (problem !== null)
        throw refused('caFile', phrase('{caFile} cannot be used: {problem}', { caFile: change.caFile ?? '', problem }))
      const before = get()
      file.write({ ...file.read(), ...change })
      const settings = get()
      onChange(settings, before)
      return settings
    },
  }
}

function refused(field: keyof Settings, reason: DisplayText): FailureError {
  return new FailureError(failure('input.invalid', { reason: phrase('{field}: {reason}', { field, reason }) }))
}
