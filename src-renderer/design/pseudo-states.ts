/**
 * @file Shows an element in a pseudo-state, such as `:hover`: every rule for it is repeated for an attribute, directly behind the original, so
 * that the order of the rules decides as it does for the real pseudo-class.
 */
const ATTRIBUTES = { hover: 'data-hover', focus: 'data-focus', pressed: 'data-active' } as const
export type PseudoState = keyof typeof ATTRIBUTES

const FOCUS_WITHIN = 'data-focus-within'
const PSEUDO: readonly (readonly [RegExp, string])[] = [
  [/:hover\b/g, `[${ATTRIBUTES.hover}]`],
  [/:focus-visible\b/g, `[${ATTRIBUTES.focus}]`],
  [/:focus-within\b/g, `[${FOCUS_WITHIN}]`],
  [/:active\b/g, `[${ATTRIBUTES.pressed}]`],
]

/** The selector with attributes instead of pseudo-classes; the same text without any of them. */
function withAttributes(selector: string): string {
  return PSEUDO.reduce((text, [pseudo, attribute]) => text.replace(pseudo, attribute), selector)
}

/** Adds the rules to every style sheet of the page. */
export function addPseudoStateRules(): void {
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

/** Sets the attribute at an element, and at its ancestors as a browser does. */
export function showPseudoState(element: Element, pseudo: PseudoState, within: Element): void {
  element.setAttribute(ATTRIBUTES[pseudo], '')
  for (let ancestor = element.parentElement; ancestor && within.contains(ancestor); ancestor = ancestor.parentElement)
    ancestor.setAttribute(pseudo === 'focus' ? FOCUS_WITHIN : ATTRIBUTES[pseudo], '')
}
