/** @file Default settings. Apart from their schema, so that the page loads without the validator. */
import { DEFAULT_IGNORED_NAMES } from './globs/ignore-list.ts'
import type { Settings } from './settings.ts'

export const DEFAULT_SETTINGS: Settings = {
  concurrency: 3,
  limitBytesPerSecond: 0,
  stallSeconds: 60,
  quietSeconds: 10,
  whenExpired: 'ask',
  wakeStallSeconds: 15,
  whenChanged: 'ask',
  accountLimits: {},
  schedule: [],
  slowDown: null,
  keepAwake: 'on-mains',
  keepHistoryDays: 90,
  finishedLeave: true,
  proxyMode: 'system',
  proxyUrl: '',
  caFile: '',
  ignoredNames: [...DEFAULT_IGNORED_NAMES],
  theme: 'system',
  language: 'system',
  thumbnails: true,
  thumbnailBytes: 200_000_000,
  startAtLogin: false,
  dropWindow: false,
  dropAccount: '',
  quietHours: [],
  checkForUpdates: true,
}
