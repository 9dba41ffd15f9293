/** @file Settings as they are before anybody changed one. Apart from their schema, so that a page can begin without a validator. */
import { DEFAULT_IGNORED_NAMES } from './ignore-list.ts'
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
  proxyMode: 'system',
  proxyUrl: '',
  caFile: '',
  ignoredNames: [...DEFAULT_IGNORED_NAMES],
  theme: 'system',
  startAtLogin: false,
  quietHours: [],
}
