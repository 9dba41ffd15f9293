/** @file The desktop entry that starts the app at login on Linux. */
import { HIDDEN } from '../names.ts'

/** Desktop Entry Specification: the argument is quoted, then the whole value is escaped as a string. */
export function autostartEntry(program: string): string {
  const quoted = program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  const exec = `"${quoted}" ${HIDDEN}`.replaceAll('\\', '\\\\')
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Reelay',
    'Comment=Goes on with uploads',
    `Exec=${exec}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Desktops disable an entry by a key in it. */
export function isSwitchedOff(entry: string): boolean {
  return /^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry)
}
