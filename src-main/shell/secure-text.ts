/** @file Whether a ciphertext of `safeStorage` uses a key that is secret. Pure. */

/** On Linux the prefix names the key: `v10` is the one in Chromium's source. */
export function isSecureText(encrypted: Uint8Array, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || String.fromCharCode(...encrypted.subarray(0, 3)) !== 'v10'
}
