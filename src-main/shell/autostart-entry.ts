/** @file The file by which Linux desktops start the app. */
import { HIDDEN } from './names.ts'

/** By the Desktop Entry Specification: an argument in quotes, and the escapes of strings around those of the argument. */
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

/** Desktops switch an entry off by a line in it. */
export function isSwitchedOff(entry: string): boolean {
  return /^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(entry)
}
