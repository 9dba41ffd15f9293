/** @file A station with something to show in every view, dialog and menu, and how to get to each, in any language. */
import { rename } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { FORMS, fill, type Params } from '../../../src-main/contract/i18n/i18n.ts'
import { writeClips, writeMedia } from '../../support/media.ts'
import { addByBrowser, expect, rowOf, type Station } from './fixtures.ts'

/** Of a message with forms the first, for one. */
export const inEnglish: Say = (message, params = {}) => fill(message.split(FORMS)[0] ?? '', params)

const startOf = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

/** Folders, with names that are words in no language. */
const CLIPS = 'A003R'
const EXPORTS = 'B014X'
const AWAY = 'C201Y'
/** The header of their group, which may be closed. */
const HEADER = new RegExp(`^${CLIPS}( \\d|$)`)

export interface Place {
  readonly name: string
  readonly open: (page: Page) => Promise<unknown>
}

/** The texts of the page in the language that it is shown in. */
export type Say = (message: string, params?: Params) => string

/** Each is left by `leave`. */
export function placesIn(say: Say): readonly Place[] {
  const goTo = (message: string) => async (page: Page) => {
    const navigation = page.getByRole('navigation', { name: say('Main') })
    await navigation
      .getByRole('button', { name: say(message), exact: false })
      .first()
      .click()
    // Views are loaded when they are first opened.
    await expect(page.getByRole('heading', { level: 1 }).filter({ visible: true })).toContainText(say(message))
  }
  /** Beside the list, or in a dialog where there is no room for them. */
  async function openDetails(page: Page, name: string): Promise<void> {
    await rowOf(page, name).click()
    const heading = page.getByRole('heading', { name: say('What happened') })
    if ((page.viewportSize()?.width ?? 0) < 1_200) {
      await rowOf(page, name).click({ button: 'right' })
      await page.getByRole('menuitem', { name: say('Details…') }).click()
    }
    await expect(heading).toBeVisible()
  }
  return [
    { name: 'the queue', open: goTo('Queue') },
    {
      name: 'details',
      async open(page) {
        await openDetails(page, 'match.mov')
      },
    },
    {
      name: 'the log of an upload',
      async open(page) {
        await openDetails(page, 'clip000')
        await page.getByRole('button', { name: say('Show log') }).click()
        // In a small window, the details are a dialog below it.
        await expect(page.getByRole('dialog', { name: say('Log of this upload') })).toBeVisible()
      },
    },
    {
      name: 'the menu of a row',
      async open(page) {
        await rowOf(page, 'match.mov').click({ button: 'right' })
        await expect(page.getByRole('menu')).toBeVisible()
      },
    },
    {
      name: 'a selection',
      async open(page) {
        await rowOf(page, 'clip000').click()
        await rowOf(page, 'clip002').click({ modifiers: ['Shift'] })
      },
    },
    {
      name: 'a question',
      async open(page) {
        await goTo('Accounts')(page)
        await page.getByRole('row').filter({ hasText: 'Studio' }).click()
        await page.getByRole('button', { name: say('Remove…') }).click()
        await expect(page.getByRole('alertdialog')).toBeVisible()
      },
    },
    {
      name: 'groups, of which one is closed, in a dense list',
      async open(page) {
        await goTo('Queue')(page)
        await page.getByRole('button', { name: HEADER }).click()
        await page.getByRole('button', { name: say('Columns and density') }).click()
        await page.getByRole('menuitemradio', { name: say('Dense') }).click()
      },
    },
    {
      name: 'columns and density',
      async open(page) {
        await page.getByRole('button', { name: HEADER }).click()
        await page.getByRole('button', { name: say('Columns and density') }).click()
        await expect(page.getByRole('menuitemcheckbox', { name: say('Size') })).toBeVisible()
      },
    },
    {
      name: 'filters',
      async open(page) {
        await page.getByRole('button', { name: startOf(say('Show clips of')) }).click()
        await expect(page.getByRole('menu')).toBeVisible()
      },
    },
    {
      name: 'the speed limit',
      async open(page) {
        await page.getByRole('contentinfo').getByRole('button').click()
        await expect(page.getByRole('menu')).toBeVisible()
      },
    },
    {
      name: 'the shortcuts',
      async open(page) {
        await page.keyboard.press('?')
        await expect(page.getByRole('dialog')).toBeVisible()
      },
    },
    {
      name: 'adding files',
      async open(page) {
        await goTo('Queue')(page)
        await page.getByRole('button', { name: say('Add files…') }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
      },
    },
    {
      name: 'activity',
      async open(page) {
        await goTo('Activity')(page)
        await expect(page.getByRole('slider', { name: say('Speed of the last 24 hours') })).toBeVisible()
        await expect(page.getByRole('row').filter({ hasText: say('All accounts') })).toBeVisible()
      },
    },
    {
      name: 'clips that are about to be added, with what stands against them',
      async open(page) {
        await goTo('Queue')(page)
        await page.getByRole('button', { name: say('Add files…') }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByRole('option', { name: new RegExp(`^${EXPORTS}`) }).click()
        await dialog.getByRole('radio', { name: say('{n} clip | {n} clips', { n: 1 }) }).click()
        await expect(dialog.getByRole('list', { name: say('Clips') })).toBeVisible()
      },
    },
    { name: 'History', open: goTo('History') },
    { name: 'watched folders', open: goTo('Watched folders') },
    {
      name: 'a new folder',
      async open(page) {
        await goTo('Watched folders')(page)
        await page.getByRole('button', { name: say('Watch a folder…') }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
      },
    },
    {
      name: 'the menu of a folder',
      async open(page) {
        await page.getByRole('button', { name: say('More for {name}', { name: EXPORTS }) }).click()
        await expect(page.getByRole('menu')).toBeVisible()
      },
    },
    {
      name: 'the files of a folder',
      async open(page) {
        await page
          .getByRole('grid', { name: say('Watched folders') })
          .getByRole('row')
          .filter({ hasText: EXPORTS })
          .click()
        await expect(
          page.getByRole('treegrid').getByText(say('{n} file was there before | {n} files were there before', { n: 1 })),
        ).toBeVisible()
      },
    },
    { name: 'accounts', open: goTo('Accounts') },
    {
      name: 'one account',
      async open(page) {
        await page.getByRole('row').filter({ hasText: 'Studio' }).click()
        const test = page.getByRole('button', { name: say('Test connection') })
        await test.or(page.getByRole('button', { name: say('Test again') })).click()
        await expect(page.getByText(say('The host takes new uploads'))).toBeVisible()
      },
    },
    {
      name: 'a new account',
      async open(page) {
        await page
          .getByRole('button', { name: say('Add an account…') })
          .first()
          .click()
        await page.getByRole('button', { name: /^tus server/ }).click()
        await expect(page.getByLabel(say('Endpoint'))).toBeVisible()
      },
    },
    { name: 'settings', open: goTo('Settings') },
    {
      name: 'licences',
      async open(page) {
        await page.getByRole('button', { name: say('Licences…') }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
      },
    },
    {
      name: 'settings that cannot be used',
      async open(page) {
        await page.getByLabel(say('Uploads at the same time')).fill('40')
        await page.getByLabel(say('Uploads at the same time')).press('Tab')
        await expect(page.getByRole('alert')).toBeVisible()
      },
    },
  ]
}

/** Closes what is open, layer by layer. */
export async function leave(page: Page): Promise<void> {
  const layers = page.locator('[role=dialog], [role=alertdialog]').filter({ visible: true })
  do {
    const before = await layers.count()
    await page.keyboard.press('Escape')
    if (before > 0) await expect(layers).toHaveCount(before - 1)
  } while ((await layers.count()) > 0)
}

/** Clips that are sent, that wait and that need somebody, and folders that ask or are gone. The page is in English while it is made. */
export async function openStation(page: Page, { folder, server, start, cli }: Station): Promise<void> {
  server.slowDown(20_000)
  await writeMedia(folder.in(CLIPS, 'match.mov'), 8_000_000)
  await writeClips(folder.in(CLIPS), 4, 1_000)
  // Needs somebody.
  await writeMedia(folder.in(CLIPS, 'empty.mov'), 0)
  await page.goto(await start())
  await addByBrowser(page, folder.path, [CLIPS])
  await expect(rowOf(page, 'match.mov')).toBeVisible()
  await writeMedia(folder.in(EXPORTS, 'old.mov'), 1_000)
  await writeMedia(folder.in(AWAY, 'gone.mov'), 1_000)
  await cli('watch', 'add', folder.in(EXPORTS), '--existing', 'ask')
  await cli('watch', 'add', folder.in(AWAY), '--existing', 'ask')
  await rename(folder.in(AWAY), folder.in('D404Z'))
  await cli('watch', 'scan', folder.in(AWAY))
}
