import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

/** Root needs `--no-sandbox`; the other flags keep the browser from calling home. */
export const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const launch = { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: CHROMIUM_ARGS }

/** A machine may be slow or busy: these only end what would never end. */
const CEILINGS = { timeout: 300_000, expect: { timeout: 60_000 } }

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/e2e',
  workers: 1,
  ...CEILINGS,
  retries: 1,
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'on-first-retry',
    launchOptions: launch,
  },
  projects: [
    { name: 'headless', testDir: 'e2e/headless' },
    { name: 'electron', testDir: 'e2e/electron' },
    {
      name: 'design',
      testDir: 'e2e/design',
      // A picture that differs does so again.
      retries: 0,
      snapshotPathTemplate: 'e2e/design/pictures/{arg}{ext}',
      expect: {
        ...CEILINGS.expect,
        toHaveScreenshot: { threshold: 0.05, maxDiffPixelRatio: 0.0002, maxDiffPixels: 60, animations: 'disabled' },
      },
      use: {
        viewport: { width: 1100, height: 800 },
        deviceScaleFactor: 1,
        locale: 'en-GB',
        timezoneId: 'UTC',
        launchOptions: {
          ...launch,
          // Pictures that are compared do not depend on how a machine is set to draw text.
          env: { ...process.env, FONTCONFIG_FILE: join(import.meta.dirname, 'e2e', 'design', 'fonts.conf') },
          args: [...launch.args, '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
        },
      },
    },
  ],
})
