import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { totals } from '../.dev/vitest-totals.ts'
import { servers } from './support/servers/table-reporter.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Files that measure rates: they run alone. */
const MEASURED = ['test/integration/rate-limit.test.ts'] as const

/** Files that replace a module for all that import it, so they cannot share modules with others. */
const MOCKING = globSync('test/unit/**/*.test.ts', { cwd: root }).filter((file) =>
  readFileSync(`${root}${file}`, 'utf8').includes('vi.mock('),
)
/** A process and its modules for many files: starting and loading took more than half of their time. */
const shared = { isolate: false, setupFiles: ['test/support/leave-clean.ts'] }

/** A machine may be slow or busy: these only end what would never end. */
const ceilings = { testTimeout: 300_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } } as const

const alias = { '@contract': `${root}src-main/contract` }

export default defineConfig({
  root,
  test: {
    reporters: ['default', totals, servers],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/renderer/**', ...MOCKING],
          ...shared,
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: { name: 'unit-mocking', include: MOCKING, ...ceilings },
        resolve: { alias },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          include: ['test/unit/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          ...shared,
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: ['test/integration/watch/**', ...MEASURED],
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'measured',
          include: [...MEASURED],
          ...ceilings,
          // Rates of bytes mean something only while nothing else runs; what else the machine does is not ours.
          fileParallelism: false,
          retry: 2,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'watch',
          include: ['test/integration/watch/**/*.test.ts'],
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'windows',
          include: ['test/windows/**/*.test.ts'],
          globalSetup: ['test/support/windows/global-setup.ts'],
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'pack',
          include: ['test/pack/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'servers',
          include: ['test/servers/**/*.test.ts'],
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          ...ceilings,
        },
        resolve: { alias },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          ...ceilings,
          // Runs wait most of their time.
          maxConcurrency: 4,
        },
        resolve: { alias },
      },
    ],
  },
})
