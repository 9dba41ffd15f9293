/** @file Whether packages are signed, by what the environment has. electron-builder reads the secrets itself. */

type Env = Readonly<NodeJS.ProcessEnv>

const has = (env: Env, ...names: readonly string[]): boolean => names.every((name) => Boolean(env[name]))

export function hasAppleSignature(env: Env): boolean {
  return has(env, 'CSC_LINK') || has(env, 'CSC_NAME')
}

/** A key of App Store Connect, an Apple ID with a password for this purpose, or a profile in the keychain. */
export function hasNotary(env: Env): boolean {
  return (
    hasAppleSignature(env) &&
    (has(env, 'APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER') ||
      has(env, 'APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID') ||
      has(env, 'APPLE_KEYCHAIN_PROFILE'))
  )
}

/** What to say about packages of this platform; `null` when nothing is missing. */
export function unsignedNote(platform: NodeJS.Platform, env: Env): string | null {
  if (platform === 'darwin' && !hasAppleSignature(env))
    return 'This package is not signed (no CSC_LINK): macOS opens it only after a person has allowed it, and shows no notices of it.'
  if (platform === 'darwin' && !hasNotary(env))
    return 'This package is not notarised (no APPLE_API_KEY or APPLE_ID): macOS warns before it opens it.'
  if (platform === 'win32' && !has(env, 'WIN_CSC_LINK') && !has(env, 'CSC_LINK'))
    return 'This package is not signed (no WIN_CSC_LINK): Windows warns before it starts it.'
  return null
}
