/** @file The files that differ from the main branch, and whether they concern the browser tests. */
import { execFileSync } from 'node:child_process'
import { root } from './build.ts'

/** Sources that browser tests cover through the build, without importing them. */
const SEEN_IN_BROWSERS = /^(?:src-renderer|src-main\/(?:shell|preload|index\.ts)|test\/e2e|test\/playwright\.config\.ts)/

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}

/** The commit at which this branch left the main one; on the main branch itself the last commit. */
export function baseOfChanges(): string {
  for (const main of ['origin/main', 'main']) {
    try {
      return git('merge-base', 'HEAD', main)
    } catch {
      // There is no such branch here.
    }
  }
  return 'HEAD'
}

/** Paths from the root of the checkout: committed since, not committed yet, and new. */
export function changedSince(base: string): string[] {
  const paths = [git('diff', '--name-only', base), git('ls-files', '--others', '--exclude-standard')]
  return [...new Set(paths.flatMap((text) => text.split('\n')))].filter((path) => path !== '')
}

/** Whether a change of these files may show in a browser or a window. */
export function concernsBrowsers(paths: readonly string[]): boolean {
  return paths.some((path) => SEEN_IN_BROWSERS.test(path))
}
