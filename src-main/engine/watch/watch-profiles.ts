/** @file The stored profiles of watched folders. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { WatchesData } from '../settings/settings-files.ts'
import type { WatchProfile } from './watch-profile.ts'

export type WatchProfiles = ReturnType<typeof createWatchProfiles>

export function createWatchProfiles(file: SettingsFile<WatchesData>) {
  const list = (): readonly WatchProfile[] => file.read().watches
  const find = (id: string): WatchProfile | null => list().find((profile) => profile.id === id) ?? null

  return {
    list,
    find,

    /** @throws FailureError `watch.unknown` */
    get(id: string): WatchProfile {
      const profile = find(id)
      if (!profile) throw new FailureError(failure('watch.unknown', { id }))
      return profile
    },

    /** Replaces the profile with this id, or adds it at the end. */
    save(profile: WatchProfile): void {
      const data = file.read()
      const isNew = !data.watches.some(({ id }) => id === profile.id)
      const watches = isNew ? [...data.watches, profile] : data.watches.map((one) => (one.id === profile.id ? profile : one))
      file.write({ ...data, watches })
    },

    remove(id: string): void {
      const data = file.read()
      file.write({ ...data, watches: data.watches.filter((profile) => profile.id !== id) })
    },
  }
}
