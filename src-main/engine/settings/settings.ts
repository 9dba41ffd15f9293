/** @file The settings in force: what is stored, under what a single run overrides. */
import type { Settings } from '../../contract/settings.ts'
import type { SettingsFile } from '../ports.ts'

export type SettingsStore = ReturnType<typeof createSettings>

/**
 * @param overrides values for this run only, such as `--concurrency`; never stored
 */
export function createSettings({
  file,
  overrides,
  onChange,
}: {
  file: SettingsFile<Settings>
  overrides: Partial<Settings>
  onChange: (settings: Settings) => void
}) {
  const get = (): Settings => ({ ...file.read(), ...overrides })

  return {
    get,
    change(change: Partial<Settings>): Settings {
      file.write({ ...file.read(), ...change })
      const settings = get()
      onChange(settings)
      return settings
    },
  }
}
