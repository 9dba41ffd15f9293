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
