/** @file For which system and processor a native binary was made, by its first bytes. */

export interface Target {
  readonly platform: 'darwin' | 'linux' | 'win32'
  readonly arch: 'arm64' | 'x64'
}

const ELF: Readonly<Record<number, Target['arch']>> = { 62: 'x64', 183: 'arm64' }
const MACH_O: Readonly<Record<number, Target['arch']>> = { 16777223: 'x64', 16777228: 'arm64' }
const PE: Readonly<Record<number, Target['arch']>> = { 34404: 'x64', 43620: 'arm64' }

/** `null` for what runs on none of the targets. */
export function targetOf(binary: Buffer): Target | null {
  if (binary.length < 64) return null
  if (binary.readUInt32BE(0) === 0x7f454c46) return target('linux', ELF[binary.readUInt16LE(18)])
  if (binary.readUInt32LE(0) === 0xfeedfacf) return target('darwin', MACH_O[binary.readUInt32LE(4)])
  if (binary.toString('latin1', 0, 2) !== 'MZ') return null
  const header = binary.readUInt32LE(60)
  if (header + 6 > binary.length || binary.toString('latin1', header, header + 4) !== 'PE\0\0') return null
  return target('win32', PE[binary.readUInt16LE(header + 4)])
}

function target(platform: Target['platform'], arch: Target['arch'] | undefined): Target | null {
  return arch ? { platform, arch } : null
}
