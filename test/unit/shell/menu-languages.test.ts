import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, describe, expect, it } from 'vitest'
import { createTranslator, type Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { LANGUAGES } from '../../../src-main/contract/i18n/languages.ts'
import { dockTemplate, menuTemplate } from '../../../src-main/shell/menus/menu-template.ts'
import { root } from '../words/messages.ts'

const NAME = 'Reelay'
const nothing = (): void => {}
const actions = {
  add: nothing,
  show: nothing,
  pause: nothing,
  resume: nothing,
  checkForUpdates: nothing,
  about: nothing,
  copyDiagnostics: nothing,
  openFolder: nothing,
  dropWindow: nothing,
}
const MENUS = (['darwin', 'win32', 'linux'] as const).flatMap((platform) =>
  [true, false].map((isPackaged) => ({ platform, isPackaged })),
)

type Items = readonly MenuItemConstructorOptions[]

const flat = (items: Items): Items => items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

function menusOf({ platform, isPackaged }: (typeof MENUS)[number]): Items {
  return [...menuTemplate({ platform, isPackaged, name: NAME, hasDropWindow: false }, actions), ...dockTemplate(actions)]
}

/** The name of the app is the only label that is no text. */
function labelsOf(menus: Items): (string | undefined)[] {
  return flat(menus)
    .filter(({ type, label }) => type !== 'separator' && label !== NAME)
    .map(({ label }) => label)
}

afterEach(() => useTranslator(ENGLISH))

describe.each(MENUS)('the menus of $platform, packaged: $isPackaged', (where) => {
  it.each(LANGUAGES.filter((one) => one !== 'en'))('have every label in the language %s, those of the system too', (language) => {
    const texts = JSON.parse(readFileSync(join(root, 'resources', 'languages', `${language}.json`), 'utf8')) as Texts
    const expected = labelsOf(menusOf(where)).map((label) => texts[label?.replace(NAME, '{name}') ?? ''])
    expect(expected).not.toContain(undefined)
    const translator = createTranslator(language, texts)
    useTranslator(translator)
    const menus = menusOf(where)
    expect(labelsOf(menus).map((label) => label?.replace(/\u2068?Reelay\u2069?/, '{name}'))).toEqual(expected)
    // The letters that open a menu, each of one menu.
    const letters = menus.flatMap(({ label = '' }) => /&(.)/u.exec(label)?.[1]?.toLowerCase() ?? [])
    expect(letters).toEqual([...new Set(letters)])
    expect(letters).toHaveLength(where.platform === 'darwin' ? 0 : 5)
  })
})

it('macOS has its own names for the app in its menu, and what only it can do with windows', () => {
  const roles = (platform: NodeJS.Platform) =>
    Object.fromEntries(
      flat(menusOf({ platform, isPackaged: true } as (typeof MENUS)[number])).map(({ role, label }) => [role, label]),
    )
  expect(roles('darwin')).toMatchObject({
    services: 'Services',
    hide: 'Hide Reelay',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit Reelay',
    zoom: 'Zoom',
    front: 'Bring All to Front',
  })
  const others = roles('linux')
  expect(others).toMatchObject({ quit: 'Quit', minimize: 'Minimise', close: 'Close Window', window: '&Window' })
  for (const role of ['services', 'hide', 'hideOthers', 'unhide', 'zoom', 'front']) expect(others).not.toHaveProperty(role)
})
