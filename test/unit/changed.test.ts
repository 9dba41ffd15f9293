import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { baseOfChanges, changedSince, concernsBrowsers } from '../../.dev/changed.ts'

it.each([
  [['src-renderer/views/QueueView.vue'], true],
  [['README.md', 'src-main/shell/window.ts'], true],
  [['src-main/preload/index.ts'], true],
  [['src-main/index.ts'], true],
  [['test/e2e/electron/life.spec.ts'], true],
  [['src-main/engine/queue/attempt/runner.ts', 'test/unit/renderer/app.ts'], false],
  [[], false],
])('a change of %j concerns browser tests: %s', (paths, expected) => {
  expect(concernsBrowsers(paths)).toBe(expected)
})

it('a change is counted from a commit that this one comes from', ({ skip }) => {
  try {
    execFileSync('git', ['rev-parse', '--is-inside-work-tree'], { stdio: 'ignore' })
  } catch {
    return skip('this is no checkout of git')
  }
  const base = baseOfChanges()
  expect(() => execFileSync('git', ['merge-base', '--is-ancestor', base, 'HEAD'])).not.toThrow()
  for (const path of changedSince(base)) expect(path).not.toMatch(/^\/|^out\//)
})
