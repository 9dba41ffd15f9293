/** @file Determines which key `safeStorage` uses. Pure. */

/** Whether the key is secret. On Linux the prefix of a ciphertext names the key: `v10` is the one in Chromium's source. */
export function isSecureText(encrypted: Uint8Array, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || String.fromCharCode(...encrypted.subarray(0, 3)) !== 'v10'
}

/** @param backend as Electron reports it on Linux; it is derived from the name of the desktop, whatever is installed */
export function providerName(platform: NodeJS.Platform, backend: string): string {
  if (platform === 'darwin') return 'Keychain'
  return platform === 'win32' ? 'DPAPI' : `${backend} (by the name of the desktop)`
}
