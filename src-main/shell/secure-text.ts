/** @file Whether a text of `safeStorage` is kept by a key that is secret. Pure. */

/** On Linux the first bytes say which key was used: `v10` is one that is in the source of Chromium. */
export function isSecureText(encrypted: Uint8Array, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || String.fromCharCode(...encrypted.subarray(0, 3)) !== 'v10'
}
