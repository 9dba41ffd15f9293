/** @file The `Volumes` port for the system of this machine, with a time-out for every call. */
import type { Volumes } from '../../../engine/files/volumes.ts'
import { createChanges } from './changes.ts'
import { createDarwinVolumes } from './darwin.ts'
import { createLinuxVolumes } from './linux.ts'
import type { VolumeSystem } from './system.ts'
import { createWindowsVolumes } from './windows.ts'
import { within } from './within.ts'

/** Longer than the time-out of a drive, whose failure names the drive. */
const PATIENCE_MS = 20_000

export function createVolumes(system: VolumeSystem = systemOf(process.platform), patienceMs = PATIENCE_MS): Volumes {
  return {
    of: (path) => within(patienceMs, () => system.of(path)),
    list: async () => (await within(patienceMs, () => system.list())) ?? [],
    onChange: createChanges(system.changes),
  }
}

function systemOf(platform: NodeJS.Platform): VolumeSystem {
  if (platform === 'darwin') return createDarwinVolumes()
  if (platform === 'win32') return createWindowsVolumes()
  return createLinuxVolumes()
}
