/** @file Texts of a page that cannot be read whole. */
import type { Page } from '@playwright/test'

/**
 * Each text that something hides a part of: an edge of the window, a box that does not scroll, an ellipsis without a tooltip that has the whole.
 *
 * @param words what a text has that is looked at; names of files, which are shortened, have it not
 */
export async function cutTexts(page: Page, words: RegExp): Promise<string[]> {
  return page.evaluate(
    ({ source, flags }) => {
      const looked = new RegExp(source, flags)
      const found: string[] = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.textContent?.trim() ?? ''
        const parent = node.parentElement
        if (!parent || !looked.test(text) || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
          continue
        if (parent.closest('option, [aria-hidden=true], .sr-only, .visually-hidden')) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        const box = range.getBoundingClientRect()
        if (box.width < 2 || box.height < 2) continue
        const reason = hiddenBy(parent, box)
        if (reason) found.push(`${reason}: ${text}`)
      }
      for (const input of document.querySelectorAll('input'))
        if (looked.test(input.placeholder) && input.checkVisibility() && isPlaceholderCut(input))
          found.push(`cut in its field: ${input.placeholder}`)
      return [...new Set(found)]

      function isPlaceholderCut(input: HTMLInputElement): boolean {
        const style = getComputedStyle(input)
        const context = document.createElement('canvas').getContext('2d')
        if (!context || input.value !== '' || (style.textOverflow === 'ellipsis' && input.title.includes(input.placeholder)))
          return false
        context.font = style.font
        const room = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
        return context.measureText(input.placeholder).width > room + 1
      }

      function hiddenBy(from: HTMLElement, box: DOMRect): string | null {
        for (let one: HTMLElement | null = from; one && one !== document.body; one = one.parentElement) {
          const style = getComputedStyle(one)
          // Read aloud, not seen.
          if (style.clipPath !== 'none' || (one.clientWidth <= 1 && style.position === 'absolute')) return null
          const area = one.getBoundingClientRect()
          const isWide = box.right > area.right + 1 || box.left < area.left - 1
          const isHigh = box.bottom > area.bottom + 2 || box.top < area.top - 2
          if (isWide && (style.overflowX === 'hidden' || style.overflowX === 'clip'))
            return style.textOverflow === 'ellipsis' && hasWhole(one, from) ? null : `cut by ${nameOf(one)}`
          if (isHigh && (style.overflowY === 'hidden' || style.overflowY === 'clip'))
            return style.webkitLineClamp !== 'none' && hasWhole(one, from) ? null : `cut below by ${nameOf(one)}`
          if (isWide && /auto|scroll/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
            return `scrolls sideways in ${nameOf(one)}`
          if (/auto|scroll/.test(style.overflowY)) return null
          if (style.position === 'fixed') break
        }
        if (box.right > window.innerWidth + 1 || box.left < -1) return 'beyond the window'
        return coveredBy(from, box)
      }

      /** Whether a tooltip says all of what is shortened. */
      function hasWhole(one: HTMLElement, from: HTMLElement): boolean {
        const whole = from.closest('[title]')?.getAttribute('title') ?? one.querySelector('[title]')?.getAttribute('title') ?? ''
        return whole.includes(from.textContent?.trim() ?? '')
      }

      /** Lists scroll under their headers; menus cover what they are of, and notices go by themselves. */
      function coveredBy(from: HTMLElement, box: DOMRect): string | null {
        if (from.closest('[role=grid], [role=treegrid], [role=list], ul, table, .list')) return null
        for (const x of [box.left + 2, box.right - 2]) {
          const top = document.elementFromPoint(x, (box.top + box.bottom) / 2)
          if (!top || top.contains(from) || from.contains(top)) continue
          if (top.closest('[role=menu], [role=dialog], [role=alertdialog], [role=listbox], [role=status]')) continue
          return `covered by ${nameOf(top as HTMLElement)}`
        }
        return null
      }

      function nameOf(one: HTMLElement): string {
        return `${one.tagName.toLowerCase()}${[...one.classList].map((name) => `.${name}`).join('')}`
      }
    },
    { source: words.source, flags: words.flags },
  )
}

/** Texts and names of elements that fit a pattern, but for lists of files and drives. */
export async function textsWith(page: Page, words: RegExp): Promise<string[]> {
  return page.evaluate(
    ({ source, flags }) => {
      const looked = new RegExp(source, flags)
      const said: string[] = []
      for (const element of document.querySelectorAll<HTMLElement>('body *')) {
        if (element.closest('script, style, code, body [lang=en], [role=option], .places')) continue
        for (const name of ['aria-label', 'title', 'aria-valuetext', 'aria-description', 'alt'])
          said.push(element.getAttribute(name) ?? '')
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? '')
      }
      return [...new Set(said.map((text) => text.trim()).filter((text) => looked.test(text)))]
    },
    { source: words.source, flags: words.flags },
  )
}

/** Whether the page is wider than its window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
}
