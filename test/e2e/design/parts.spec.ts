/** @file The page of all parts: that it shows them, and that it is for development only. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { serveDesign } from '../../../.dev/design.ts'
import { test, textsIn } from './page.ts'

const root = join(import.meta.dirname, '..', '..', '..')
/** What code of the page has, whatever builds it. */
const TRACES = [/data-part/, /Parts of the interface/, /data-focus-within/, /\bdesign[./]/i]

test('the page shows every part of the interface, and nothing goes wrong', async ({ page, open }) => {
  expect(await open()).toEqual([])
  const shown = await textsIn(join(root, 'src-renderer', 'design')).then((texts) => texts.get('parts.ts') ?? '')
  const parts = readdirSync(join(root, 'src-renderer', 'components', 'ui')).filter((name) => name.endsWith('.vue'))
  expect(parts.length).toBeGreaterThan(15)
  expect(parts.filter((name) => !shown.includes(`/ui/${name}'`))).toEqual([])
  for (const section of await page.locator('section[data-part]').all()) {
    const box = await section.locator('figure').first().boundingBox()
    expect(box?.height, (await section.getAttribute('data-part')) ?? '').toBeGreaterThan(20)
  }
})

test('what is under the pointer, has the keyboard or is pressed looks as it really does', async ({ page, open }) => {
  await open()
  const section = page.locator('[data-part="Button, tinted"]')
  const backgroundOf = (state: string) =>
    section
      .locator('figure', { hasText: new RegExp(`${state}$`) })
      .locator('button')
      .evaluate((button) => getComputedStyle(button).backgroundColor)
  const rest = section.locator('button').first()
  const shown = await backgroundOf('hover')
  expect(shown).not.toBe(await backgroundOf('rest'))
  await rest.hover()
  await expect.poll(() => rest.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe(shown)
  await rest.focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  const outlines = await section.locator('button').evaluateAll((all) => all.map((one) => getComputedStyle(one).outline))
  expect(outlines[0]).toBe(outlines[2])
  expect(outlines[1]).not.toBe(outlines[2])
})

test('what is built of the app has neither the code of the page nor its address', async ({ built }) => {
  const development = [...(await textsIn(built)).values()].join('\n')
  for (const trace of TRACES) expect(development).toMatch(trace)
  const production = await textsIn(join(root, 'out', 'renderer'))
  expect([...production.keys()]).toContain('index.html')
  const found = [...production].filter(([name, text]) => /design/i.test(name) || TRACES.some((trace) => trace.test(text)))
  expect(found.map(([name]) => name)).toEqual([])
})

test('the server for development has it at /design', async () => {
  const server = await serveDesign()
  try {
    const page = await fetch(`${server.resolvedUrls?.local[0]}design`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('./design/main.ts')
  } finally {
    await server.close()
  }
})

test('figures and sentences read the same where the page is read from right to left', async ({ page, open }) => {
  await open('?dir=rtl')
  /** The texts of a part in the order in which they are seen, from left to right. */
  const seen = (part: string, selector: string) =>
    page.locator(`[data-part="${part}"] ${selector}`).evaluateAll((all) =>
      all.map((element) => {
        const letters: { readonly at: number; readonly letter: string }[] = []
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          for (let at = 0; at < (node.textContent ?? '').length; at += 1) {
            const range = new Range()
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            const { left, width } = range.getBoundingClientRect()
            if (width > 0) letters.push({ at: left, letter: node.textContent?.[at] ?? '' })
          }
        }
        return letters
          .sort((one, other) => one.at - other.at)
          .map(({ letter }) => letter)
          .join('')
          .trim()
      }),
    )
  expect(await seen('Row', '.timing > div')).toContain('31.2 MB/s')
  expect(await seen('Row', '.moving .figures')).toContain('16.2 of 38.2 GB')
  expect(await seen('Row', '.moving .words > :first-child')).toContain('42 %')
  expect(await seen('Row', '.detail')).toContain('38.2 GB')
  expect(await seen('Row, dense', '.timing > div')).toContain('31.2 MB/s')
  expect(await seen('Group header', '.sum > :first-child')).toContain('9 of 24 sent')
  expect(await seen('Group header', '.totals')).toContain('2 of 24 clips · 310 GB')
  expect(await seen('Needs you', 'b')).toContain('The file is not there.')
  expect(await seen('Selection bar', 'b')).toEqual(['3 selected'])
  expect(await seen('Selection bar', '.size')).toEqual(['76.8 GB'])
  expect(await seen('Page header', '.figures')).toEqual(['1,204 clips, 310 GB'])
  expect(await seen('Failure', 'b')).toContain('No network.')
  expect(await seen('Button, tinted', 'button')).toContain('Choose a folder…')
  expect(await seen('Folder row', '.sent .tertiary')).toContain('3 left out')
  expect(await seen('Folder row', '.now .secondary')).toContain('Nothing new is sent until it is resumed.')
  expect(await seen('Account row', '.room p')).toEqual(['8,760 of 10,000 min'])
  const gaps = await page.locator('[data-part="Filters"] button:has(i)').evaluateAll((all) =>
    all.map((button) => {
      const [word, figure] = [button.querySelector('bdi'), button.querySelector('i')].map((one) => one?.getBoundingClientRect())
      return (word?.left ?? 0) - (figure?.right ?? 0)
    }),
  )
  expect(gaps.length).toBeGreaterThan(10)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4)
})

test('with the colours of the system, the row with the keyboard has an edge and rows that are being read are visible', async ({
  page,
  open,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await open()
  const rows = page.locator('[data-part="Row"] figure')
  const edgeOf = (state: string) =>
    rows
      .filter({ hasText: new RegExp(`${state}$`) })
      .locator('[role=row]')
      .first()
      .evaluate((row) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(row)
        return `${outlineStyle} ${outlineWidth} ${outlineColor}`
      })
  const [rest, focus, selected] = [await edgeOf('hover'), await edgeOf('focus'), await edgeOf('selected')]
  expect(focus).toMatch(/^solid 2px /)
  expect(rest).toMatch(/^none /)
  expect(focus).not.toBe(selected)
  const bars = rows.filter({ hasText: /skeleton$/ }).locator('[role=row] i')
  const colours = await bars.evaluateAll((all) => [...new Set(all.map((bar) => getComputedStyle(bar).backgroundColor))])
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(colours).toHaveLength(1)
  expect(colours).not.toContain(ground)
  expect(colours).not.toContain('rgba(0, 0, 0, 0)')
})

test('the sign before a reason stands beside its clip, in the middle of its line', async ({ page, open }) => {
  await open()
  const lines = page.locator('[data-part="Needs you"] li')
  expect(await lines.count()).toBeGreaterThan(2)
  for (const line of await lines.all()) {
    const [box, sign, clip] = await Promise.all(
      [line, line.locator('.glyph'), line.locator('.of')].map((one) => one.boundingBox()),
    )
    if (!box || !sign || !clip) throw new Error('a part of the line is not visible')
    expect(sign.x + sign.width).toBeLessThanOrEqual(clip.x)
    expect(Math.abs(sign.y + sign.height / 2 - box.y - box.height / 2)).toBeLessThanOrEqual(1)
  }
})

test('a row that is being read is not higher than a dense row', async ({ page, open }) => {
  await open()
  const rows = page
    .locator('[data-part="Row, dense"] figure')
    .filter({ hasText: /skeleton$/ })
    .locator('[role=row]')
  expect(await rows.count()).toBe(3)
  for (const row of await rows.all()) {
    const heights = await row.evaluate((element) => [...element.children].map((part) => part.getBoundingClientRect().height))
    expect(Math.max(...heights)).toBeLessThan(32)
  }
})

test('a name that has no room keeps its beginning from right to left', async ({ page, open }) => {
  await open('?dir=rtl')
  const names = page.locator(':is([data-part="Folder row"], [data-part="Account row"], [data-part="Group header"]) b .cut')
  const cut = await names.evaluateAll((all) =>
    all
      .filter((name) => name.scrollWidth > name.clientWidth)
      .map((name) => {
        const range = new Range()
        range.setStart(name.firstChild ?? name, 0)
        range.setEnd(name.firstChild ?? name, 1)
        return range.getBoundingClientRect().left - name.getBoundingClientRect().left
      }),
  )
  expect(cut.length).toBeGreaterThan(2)
  for (const left of cut) expect(Math.abs(left)).toBeLessThan(3)
})
