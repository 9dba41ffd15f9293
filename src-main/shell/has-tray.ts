/** @file Whether tray icons are shown: always on Windows and macOS, on Linux if a watcher for them is on the session bus. */
import { askSessionBus } from './session-bus.ts'

/** Bus name of the watcher; GNOME has none without an extension. */
const WATCHER = 'org.kde.StatusNotifierWatcher'

export async function hasTray(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (platform !== 'linux') return true
  return askSessionBus(env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${env['XDG_RUNTIME_DIR'] ?? ''}/bus`, WATCHER)
}
