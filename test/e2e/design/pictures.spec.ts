/**
 * @file Every part held against its stored picture, in each look. `npm run design -- pictures` stores them anew. They are drawn in a font that every
 * Debian has with its Chromium, so that another machine draws the same; what is left to a version of Chromium is within the tolerance.
 */
import { readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { expect, type Locator, type Page } from '@playwright/test'
import { test } from './page.ts'

const FOLDER = join(import.meta.dirname, 'pictures')
const FONTS = ':root { --sans: "DejaVu Sans"; --mono: "DejaVu Sans Mono" }'

interface Look {
  readonly query: string
  readonly media: Parameters<Page['emulateMedia']>[0]
  /** Names of parts; all without it. */
  readonly only?: readonly string[]
}

const LOOKS: Readonly<Record<string, Look>> = {
  light: { query: '', media: { colorScheme: 'light' } },
  dark: { query: '?theme=dark', media: { colorScheme: 'dark' } },
  'forced-colours': { query: '', media: { colorScheme: 'light', forcedColors: 'active' } },
  'right-to-left': { query: '?dir=rtl', media: { colorScheme: 'light' } },
  // One filter over everything.
  stale: { query: '?stale', media: { colorScheme: 'light' }, only: ['Row'] },
}

const fileOf = (part: string, look: string): string => `${part.toLowerCase().replace(/[^a-z]+/g, '-')}-${look}.png`

/** A font that is missing is replaced by another, which is another for each replacement. */
async function hasFonts(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')
    const widthOf = (font: string) => {
      if (context) context.font = `20px ${font}`
      return context?.measureText('Reelay, 38.2 GB iiii').width
    }
    return ['DejaVu Sans', 'DejaVu Sans Mono'].every(
      (font) => widthOf(`"${font}", serif`) === widthOf(`"${font}", cursive, monospace`),
    )
  })
}

async function prepare(page: Page, open: (query?: string) => Promise<string[]>, { query, media }: Look): Promise<void> {
  test.skip(process.platform !== 'linux', 'the pictures are those of Chromium on Linux')
  await page.emulateMedia({ reducedMotion: 'reduce', ...media })
  await open(query)
  test.skip(!(await hasFonts(page)), 'the font of the pictures, DejaVu Sans, is not installed')
  await page.addStyleTag({ content: FONTS })
}

/** What of a part is in its picture: what it opens, if that is what it does. */
async function shownOf(page: Page, section: Locator): Promise<Locator> {
  const opener = section.locator('[data-opens] > button')
  if ((await opener.count()) === 0) return section
  await opener.click()
  return page.locator('[role=dialog], [role=alertdialog], [role=menu]')
}

for (const [name, look] of Object.entries(LOOKS)) {
  test(`every part looks as in its picture: ${name}`, async ({ page, open }) => {
    await prepare(page, open, look)
    const sections = await page.locator('section[data-part]').all()
    expect(sections.length).toBeGreaterThan(25)
    for (const section of sections) {
      const part = (await section.getAttribute('data-part')) ?? ''
      if (look.only && !look.only.includes(part)) continue
      const shown = await shownOf(page, section)
      await expect.soft(shown, part).toHaveScreenshot(fileOf(part, name))
      await page.keyboard.press('Escape')
    }
  })
}

/** Each is a small fault of one part. */
const FAULTS: readonly (readonly [part: string, fault: string, css: string])[] = [
  ['Button, primary', 'the colour of another button', '.primary { background: var(--fill) !important }'],
  ['Button, raised', 'no edge', '.button { box-shadow: none !important }'],
  ['Button, icon', 'no ring around what has the keyboard', '[data-focus] { outline: none !important }'],
  ['Glyph', 'a check without its disc', '.done .disc { fill: none !important }'],
  ['Glyph', 'a failure without its cross', '.failed .inner { display: none }'],
  ['Meter', 'a pixel lower', '.meter { height: 3px !important }'],
  [
    'Meter, on its way',
    'what is on its way is not told from what is confirmed',
    '.ahead { background: var(--accent) !important }',
  ],
  ['Mark', 'no tile', '.mark { background: none !important }'],
  ['Name', 'cut off at the end', '.head { flex-shrink: 0 !important } .tail { display: none }'],
  ['Frame', 'no marks of a viewfinder', '.frame::before { display: none }'],
  ['Search', 'text half a step to the side', 'input { text-indent: 2px }'],
  ['Row', 'names in another weight', '.name { font-weight: 600 }'],
  ['Row', 'no button where a step is due', '.state button { display: none !important }'],
  ['Row', 'lines between rows that nobody sees', '.row { border-color: transparent !important }'],
]

test('a part with a small fault does not pass for its picture', async ({ page, open }) => {
  await prepare(page, open, LOOKS['light'] as Look)
  for (const [part, fault, css] of FAULTS) {
    const style = await page.addStyleTag({ content: css })
    const section = page.locator(`[data-part="${part}"]`)
    await expect.soft(section, `${part}: ${fault}`).not.toHaveScreenshot(fileOf(part, 'light'), { timeout: 15_000 })
    await style.evaluate((element) => element.parentNode?.removeChild(element))
  }
})

test('no picture is left of a part that is gone', async ({ page, open }) => {
  await open()
  const parts = await page
    .locator('section[data-part]')
    .evaluateAll((all) => all.map((section) => section.getAttribute('data-part') ?? ''))
  const due = Object.entries(LOOKS).flatMap(([name, { only }]) => (only ?? parts).map((part) => fileOf(part, name)))
  const left = readdirSync(FOLDER).filter((file) => !due.includes(file))
  if (['all', 'changed'].includes(test.info().config.updateSnapshots)) for (const file of left) unlinkSync(join(FOLDER, file))
  else expect(left).toEqual([])
})
