import { defineConfig } from '@playwright/test'

/** Root needs `--no-sandbox`; the other flags keep the browser from calling home. */
export const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/e2e',
  workers: 1,
  // A machine may be slow or busy: these only end what would never end.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  retries: 1,
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'on-first-retry',
    launchOptions: { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: CHROMIUM_ARGS },
  },
  projects: [
    { name: 'headless', testDir: 'e2e/headless' },
    { name: 'electron', testDir: 'e2e/electron' },
  ],
})
