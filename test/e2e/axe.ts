/** @file Accessibility of a page by axe. It runs inside of the page, which has no frames, and reports violations only. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** WCAG 2.2 AA, and what axe advises beside it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Each violation with its rule and where it is. A menu is outside of every landmark, as everywhere. */
export async function violations(page: Page): Promise<string[]> {
  // Once a document: loading it takes longer than a run.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (tags) => {
    const { axe: loaded } = window as unknown as { axe: typeof axe }
    const { violations: found } = await loaded.run({
      runOnly: { type: 'tag', values: tags },
      rules: { region: { enabled: false } },
      resultTypes: ['violations'],
    })
    return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`))
  }, TAGS)
}
