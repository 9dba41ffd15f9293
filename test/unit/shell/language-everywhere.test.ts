import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions, OpenDialogOptions } from 'electron'
import { afterEach, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/default-settings.ts'
import { createTranslator, type Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { type PresenceDeps, showPresence } from '../../../src-main/shell/presence/presence.ts'
import { pickFiles } from '../../../src-main/shell/windows/pick-files.ts'
import { emptySummary } from '../../support/fake-bridge.ts'
import { MARKED } from '../../support/marked.ts'
import { root } from '../words/messages.ts'

const shown = vi.hoisted(() => ({
  app: [] as string[],
  dock: [] as string[],
  tasks: [] as string[],
  filters: [] as string[],
  overlay: '',
  tray: [] as string[],
}))

vi.mock('electron', () => {
  const labels = (items: MenuItemConstructorOptions[]): string[] => items.map(({ label = '' }) => label)
  return {
    app: {
      name: 'Reelay',
      isPackaged: true,
      setBadgeCount: () => true,
      dock: { setMenu: (menu: string[]) => void Object.assign(shown, { dock: menu }) },
      setUserTasks: (tasks: { title: string; description: string }[]) =>
        void Object.assign(shown, { tasks: tasks.map(({ title, description }) => `${title}, ${description}`) }),
    },
    BrowserWindow: { getFocusedWindow: () => null },
    clipboard: {},
    dialog: {
      showOpenDialog: async ({ filters = [] }: OpenDialogOptions) => {
        Object.assign(shown, { filters: filters.map(({ name }) => name) })
        return { canceled: true, filePaths: [] }
      },
    },
    Menu: { buildFromTemplate: labels, setApplicationMenu: (menu: string[]) => void Object.assign(shown, { app: menu }) },
    nativeImage: { createFromBuffer: () => ({ addRepresentation: () => {}, setTemplateImage: () => {} }) },
    nativeTheme: { on: () => {} },
    Notification: { isSupported: () => false },
    Tray: class {
      on = (): void => {}
      setImage = (): void => {}
      setToolTip = (): void => {}
      setContextMenu = (menu: string[]): void => void Object.assign(shown, { tray: menu })
    },
  }
})

const system = process.platform

afterEach(() => {
  Object.defineProperty(process, 'platform', { value: system })
  vi.useRealTimers()
  useTranslator(ENGLISH)
})

const texts = JSON.parse(readFileSync(join(root, 'resources', 'languages', 'de.json'), 'utf8')) as Texts

/** All that is shown outside of the window, then the same after a change to German. */
async function show(platform: NodeJS.Platform) {
  Object.defineProperty(process, 'platform', { value: platform })
  vi.useFakeTimers()
  Object.assign(shown, { app: [], dock: [], tasks: [], overlay: '', tray: [] })
  const listeners: (() => void)[] = []
  const window = {
    isDestroyed: () => false,
    setProgressBar: () => {},
    setOverlayIcon: (_icon: unknown, description: string) => void Object.assign(shown, { overlay: description }),
  }
  const summary = { ...emptySummary, counts: { ...emptySummary.counts, failed: 1 } }
  const deps = {
    reelay: { dispatch: async () => ({ ok: false, error: { code: 'internal' } }), publisher: { subscribe: () => {} } },
    queue: { summary: () => summary, isMoving: () => false, onChange: () => {} },
    settings: { get: () => DEFAULT_SETTINGS, follow: (listener: (settings: unknown) => void) => listener(DEFAULT_SETTINGS) },
    window: { get: () => window, onShown: () => {} },
    actions: {},
    followLanguage: (listener: () => void) => {
      listeners.push(listener)
      listener()
    },
    hasTray: true,
  }
  await showPresence(deps as unknown as PresenceDeps)
  const before = structuredClone(shown)
  useTranslator(createTranslator('de', texts))
  for (const listener of listeners) listener()
  vi.runOnlyPendingTimers()
  return { before, after: structuredClone(shown) }
}

it('a change of language makes the menus, tasks and the description of the overlay again on Windows', async () => {
  const { before, after } = await show('win32')
  expect(before.tasks).toEqual(['Show the queue, Show the queue', 'Show the folders, Show the folders'])
  expect(before.overlay).toBe('1 clip needs you')
  const [queue, folders] = [texts['Show the queue'], texts['Show the folders']]
  expect(after.tasks).toEqual([`${queue}, ${queue}`, `${folders}, ${folders}`])
  expect(after.overlay).toBe(texts['{n} clip needs you | {n} clips need you']?.split(' | ')[0]?.replace('{n}', '1'))
  expect([before.app[0], after.app[0]]).toEqual(['&File', texts['&File']])
  expect(before.tray).toContain('Open Reelay')
  expect(after.tray).toContain(texts['Open Reelay'])
})

it('a change of language makes the menu in the Dock again on macOS', async () => {
  const { before, after } = await show('darwin')
  expect(before.dock).toEqual(['Add Files…', 'Pause All', 'Resume All'])
  expect(after.dock).toEqual(before.dock.map((label) => texts[label]))
  expect([before.app[1], after.app[1]]).toEqual(['File', texts['File']])
})

it('the dialog for files names its filters in the language', async () => {
  useTranslator(MARKED)
  await pickFiles('files')
  expect(shown.filters).toEqual(['[Video]', '[All files]'])
})
