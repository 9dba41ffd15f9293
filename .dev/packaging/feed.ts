/** @file Where an installed app looks for updates. Written into the package as app-update.yml. */
import type { Configuration } from 'electron-builder'

/**
 * - `REELAY_FEED`: an https folder with the packages and their latest*.yml;
 * - `GITHUB_REPOSITORY` (`owner/name`): the releases there;
 * - neither: the package looks for no updates.
 */
export function feedFrom(env: Readonly<NodeJS.ProcessEnv>): NonNullable<Configuration['publish']> | null {
  const { REELAY_FEED: url, GITHUB_REPOSITORY: repository } = env
  if (url) {
    if (URL.parse(url)?.protocol !== 'https:') throw new Error('REELAY_FEED must be an https address.')
    return { provider: 'generic', url }
  }
  const [owner, repo] = repository?.split('/') ?? []
  return owner && repo ? { provider: 'github', owner, repo, releaseType: 'draft' } : null
}
