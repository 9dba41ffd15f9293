/** @file Whether the system shows tray icons: always on Windows and macOS, on Linux if a watcher for them is on the session bus. */
import { hasBusName } from './session-bus.ts'

/** Bus name of the watcher; GNOME has none without an extension. */
const WATCHER = 'org.kde.StatusNotifierWatcher'

export async function canShowTray(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (platform !== 'linux') return true
  return hasBusName(env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${env['XDG_RUNTIME_DIR'] ?? ''}/bus`, WATCHER)
}
