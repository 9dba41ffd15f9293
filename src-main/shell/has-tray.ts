/** @file Whether icons in the tray are shown. Windows and macOS show them; on Linux somebody has to watch for them. */
import { askSessionBus } from './session-bus.ts'

/** What shows icons has this name on the session bus; GNOME has none without an extension. */
const WATCHER = 'org.kde.StatusNotifierWatcher'

export async function hasTray(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (platform !== 'linux') return true
  return askSessionBus(env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${env['XDG_RUNTIME_DIR'] ?? ''}/bus`, WATCHER)
}
