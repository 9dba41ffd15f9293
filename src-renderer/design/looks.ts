/**
 * @file Shows an element as it is under the pointer or with the keyboard: rules for `:hover` and the like hold for an attribute as well. Only
 * the order of the rules decides between them, as for the real thing.
 */
export const LOOKS = { hover: 'data-hover', focus: 'data-focus', pressed: 'data-active' } as const
export type Look = keyof typeof LOOKS

const FOCUS_WITHIN = 'data-focus-within'
const PSEUDO: readonly (readonly [RegExp, string])[] = [
  [/:hover\b/g, `[${LOOKS.hover}]`],
  [/:focus-visible\b/g, `[${LOOKS.focus}]`],
  [/:focus-within\b/g, `[${FOCUS_WITHIN}]`],
  [/:active\b/g, `[${LOOKS.pressed}]`],
]

/** The selector for the attributes; the same text where there is nothing to show. */
export function withAttributes(selector: string): string {
  return PSEUDO.reduce((text, [pseudo, attribute]) => text.replace(pseudo, attribute), selector)
}

/** Adds to every style sheet of the page what shows the looks. */
export function addLooks(): void {
  for (const sheet of document.styleSheets) addTo(sheet)
}

function addTo(list: CSSStyleSheet | CSSGroupingRule): void {
  // From the end, as each added rule moves those behind it.
  for (let index = list.cssRules.length - 1; index >= 0; index -= 1) {
    const rule = list.cssRules[index]
    if (rule instanceof CSSStyleRule) {
      const selector = withAttributes(rule.selectorText)
      if (selector !== rule.selectorText) list.insertRule(`${selector} { ${rule.style.cssText} }`, index + 1)
    } else if (rule instanceof CSSGroupingRule) addTo(rule)
  }
}

/** Marks an element, and what is around it as a browser does. */
export function showLook(element: Element, look: Look, within: Element): void {
  element.setAttribute(LOOKS[look], '')
  for (let around = element.parentElement; around && within.contains(around); around = around.parentElement) {
    if (look === 'focus') around.setAttribute(FOCUS_WITHIN, '')
    else around.setAttribute(LOOKS[look], '')
  }
}
