/** @file Switches in the Electron binary, set before it is signed. All are named: one that Electron adds ends the build. */
import { join } from 'node:path'
import process from 'node:process'
import { FuseV1Options as Fuse, type FuseConfig, FuseVersion, flipFuses } from '@electron/fuses'
import type { AfterPackContext } from 'electron-builder'
import { hasAppleSignature } from './signing.ts'

export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // The command is a package of its own; a signed binary that runs any script is a gift to others.
  [Fuse.RunAsNode]: false,
  // There are no cookies, and a key for them would ask for the keychain at the start.
  [Fuse.EnableCookieEncryption]: false,
  // Also takes away NODE_EXTRA_CA_CERTS; certificates of an organisation come from the system.
  [Fuse.EnableNodeOptionsEnvironmentVariable]: false,
  [Fuse.EnableNodeCliInspectArguments]: false,
  [Fuse.EnableEmbeddedAsarIntegrityValidation]: true,
  [Fuse.OnlyLoadAppFromAsar]: true,
  [Fuse.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page has a scheme of its own.
  [Fuse.GrantFileProtocolExtraPrivileges]: false,
  // Electron's default: bounds of WebAssembly memory are kept by the processor.
  [Fuse.WasmTrapHandlers]: true,
} as const satisfies FuseConfig

export async function setFuses({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const isMac = electronPlatformName === 'darwin'
  await flipFuses(binaryIn(appOutDir, electronPlatformName, packager), {
    ...FUSES,
    // Apple's processors run no binary whose signature no longer fits; one that is signed later needs none now.
    resetAdHocDarwinSignature: isMac && process.platform === 'darwin' && !hasAppleSignature(process.env),
  })
}

type Packager = AfterPackContext['packager']

/** What a person starts. */
export function binaryIn(appOutDir: string, platform: string, packager: Packager): string {
  const { productFilename } = packager.appInfo
  if (platform === 'darwin') return join(appOutDir, `${productFilename}.app`)
  if (platform === 'win32') return join(appOutDir, `${productFilename}.exe`)
  return join(appOutDir, (packager as Packager & { readonly executableName: string }).executableName)
}
