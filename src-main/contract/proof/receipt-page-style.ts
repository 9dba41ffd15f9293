/** @file How a page of receipts looks: light, on screen and on paper. */

export const RECEIPT_STYLE = `
:root { color-scheme: light; }
@page { margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px system-ui, sans-serif; color: #666; } }
* { box-sizing: border-box; }
body { max-width: 190mm; margin: 0 auto; padding: 32px 24px 48px; font: 13px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; color: #1d1f24; background: #fff; }
h1 { margin: 0; font-size: 22px; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
header p { margin: 4px 0 0; color: #5c6069; }
h2 { margin: 0 0 8px; font-size: 14px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; break-after: avoid; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 12px 24px; margin: 20px 0 0; padding: 14px 0; border: solid #1d1f24; border-width: 1px 0; }
.totals dt { font-size: 11px; color: #5c6069; }
.totals dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
article { padding: 16px 0 12px; border-bottom: 1px solid #d9dbe0; break-inside: avoid; }
article dl { display: grid; grid-template-columns: 92px minmax(0, 1fr); gap: 3px 14px; margin: 0; }
article dt { color: #5c6069; }
article dd { margin: 0; overflow-wrap: anywhere; }
code { font: 11.5px/1.5 ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; }
.proved { color: #17603a; }
.differs { font-weight: 600; color: #8a4b00; }
footer { margin-top: 18px; font-size: 11px; color: #5c6069; }
@media print { body { max-width: none; padding: 0; font-size: 11px; line-height: 1.4; } h1 { font-size: 19px; } h2 { font-size: 12.5px; } code { font-size: 10px; } article { padding: 10px 0 8px; } h2 { margin-bottom: 4px; } article dl { row-gap: 2px; } }
`

/** SHA-256 of the style, as a content policy names it. A test compares the two. */
export const RECEIPT_STYLE_HASH = 'sha256-Rb+m90Mo7EeaaurRKKiucLwWawEnZYUOQ3NVarPbyeE='

/** Nothing is loaded and nothing runs; the one style is the one above. */
export const RECEIPT_POLICY = `default-src 'none'; style-src '${RECEIPT_STYLE_HASH}'; base-uri 'none'; form-action 'none'`
