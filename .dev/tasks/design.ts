/** @file `npm run design`: serves the page of all parts and follows every change; it needs no host. */
import { serveDesign } from '../design.ts'

const server = await serveDesign()
console.log(`The page is ${server.resolvedUrls?.local[0] ?? ''}design (?theme=dark, ?dir=rtl, ?stale).`)
