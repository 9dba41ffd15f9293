/**
 * @file Fake distributions of Electron for electron-builder: the files that it renames, edits and signs, with fuses in the
 * binaries. They do not run; the stand-in runs what was packed.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import type { Target } from '../../../.dev/packaging/binary.ts'

/** The fuse wire of Electron 45: marker, version 1, nine fuses with their defaults. */
const WIRE = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101100011')])
const HELPERS = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'] as const

/** Makes a distribution in a folder. */
export async function fakeElectron(folder: string, { platform }: Target): Promise<void> {
  if (platform === 'darwin') return fakeApp(join(folder, 'Electron.app'))
  await mkdir(join(folder, 'resources'), { recursive: true })
  await mkdir(join(folder, 'locales'))
  await writeFile(join(folder, 'locales', 'en-US.pak'), '')
  if (platform === 'win32') await writeFile(join(folder, 'electron.exe'), fakeExe())
  else await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.alloc(256), WIRE]), { mode: 0o755 })
}

async function fakeApp(app: string): Promise<void> {
  const contents = join(app, 'Contents')
  await bundle(app, 'Electron')
  await mkdir(join(contents, 'Resources'))
  const framework = join(contents, 'Frameworks', 'Electron Framework.framework')
  await mkdir(join(framework, 'Resources'), { recursive: true })
  await writeFile(join(framework, 'Electron Framework'), WIRE)
  for (const suffix of HELPERS) {
    await bundle(join(contents, 'Frameworks', `Electron Helper${suffix}.app`), `Electron Helper${suffix}`)
  }
}

async function bundle(app: string, name: string): Promise<void> {
  await mkdir(join(app, 'Contents', 'MacOS'), { recursive: true })
  await writeFile(join(app, 'Contents', 'MacOS', name), '', { mode: 0o755 })
  const keys = Object.entries({ CFBundleExecutable: name, CFBundleIdentifier: 'com.github.Electron', CFBundleName: name })
  const dict = keys.map(([key, value]) => `<key>${key}</key><string>${value}</string>`).join('')
  await writeFile(join(app, 'Contents', 'Info.plist'), `<plist version="1.0"><dict>${dict}</dict></plist>`)
}

function fakeExe(): Buffer {
  const exe = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(exe)
  const version = Resource.VersionInfo.createEmpty()
  version.setFileVersion(45, 0, 0, 0, 1033)
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(exe)
  exe.setExtraData(WIRE)
  return Buffer.from(exe.generate())
}

/** First bytes of a binary for a target. */
export function fakeBinary({ platform, arch }: Target): Buffer {
  const bytes = Buffer.alloc(512)
  if (platform === 'linux') {
    bytes.writeUInt32BE(0x7f454c46)
    bytes.writeUInt16LE(arch === 'x64' ? 62 : 183, 18)
  } else if (platform === 'darwin') {
    bytes.writeUInt32LE(0xfeedfacf)
    bytes.writeUInt32LE(arch === 'x64' ? 0x1000007 : 0x100000c, 4)
  } else {
    bytes.write('MZ', 'latin1')
    bytes.writeUInt32LE(128, 60)
    bytes.write('PE\0\0', 128, 'latin1')
    bytes.writeUInt16LE(arch === 'x64' ? 0x8664 : 0xaa64, 132)
  }
  return bytes
}

/** The watcher's package of a target, as npm would install it there. */
export async function fakeBinding(modules: string, name: string, binary: Buffer): Promise<void> {
  await mkdir(join(modules, name), { recursive: true })
  await writeFile(join(modules, name, 'package.json'), JSON.stringify({ name, version: '2.6.0', main: 'watcher.node' }))
  await writeFile(join(modules, name, 'watcher.node'), binary)
}

/** Tools with which electron-builder makes an AppImage, with a runtime that does nothing. */
export async function fakeAppImageTools(folder: string): Promise<string> {
  await mkdir(join(folder, 'runtimes'), { recursive: true })
  await mkdir(join(folder, 'lib', 'x64'), { recursive: true })
  await writeFile(join(folder, 'runtimes', 'runtime-x64'), Buffer.alloc(4096, 'runtime'))
  for (const tool of ['mksquashfs', 'desktop-file-validate']) await cp(join('/usr/bin', tool), join(folder, tool))
  return folder
}
