/**
 * @file Prints a page of ours as a PDF, in a hidden window. Its session serves that one page and nothing else; it runs no scripts and has
 * no preload script.
 */
import { BrowserWindow, session } from 'electron'
import { PAGE_HEADERS } from '../../contract/page-headers.ts'
import { RECEIPT_POLICY } from '../../contract/proof/receipt-page-style.ts'
import { PAGE_SCHEME } from './own-page.ts'
import { PRINT_ADDRESS } from './paper.ts'

/** A page of 5,000 receipts takes about a minute on a slow machine. */
const TIMEOUT_MS = 5 * 60_000

/** Pages that are about to be loaded, by their address. */
const waiting = new Map<string, AsyncIterable<string>>()
let pages: Electron.Session | null = null

/** The session, which is in memory alone. */
function openPages(): Electron.Session {
  if (pages) return pages
  pages = session.fromPartition('paper')
  pages.protocol.handle(PAGE_SCHEME, ({ url }) => {
    const page = waiting.get(url)
    waiting.delete(url)
    return new Response(page ? bytesOf(page) : null, {
      status: page ? 200 : 404,
      headers: { ...PAGE_HEADERS, 'content-security-policy': RECEIPT_POLICY, 'content-type': 'text/html; charset=utf-8' },
    })
  })
  return pages
}

export async function printPage(page: AsyncIterable<string>, paper: 'A4' | 'Letter'): Promise<Buffer> {
  const address = `${PRINT_ADDRESS}/${crypto.randomUUID()}`
  waiting.set(address, page)
  const window = new BrowserWindow({
    show: false,
    width: 800,
    height: 1_100,
    webPreferences: {
      session: openPages(),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      javascript: false,
      spellcheck: false,
    },
  })
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${TIMEOUT_MS / 60_000} minutes`)), TIMEOUT_MS)
  })
  try {
    const printed = window.loadURL(address).then(() =>
      window.webContents.printToPDF({
        pageSize: paper,
        printBackground: true,
        generateTaggedPDF: true,
        preferCSSPageSize: false,
      }),
    )
    return await Promise.race([printed, timeout])
  } finally {
    clearTimeout(timer)
    waiting.delete(address)
    if (!window.isDestroyed()) window.destroy()
  }
}

function bytesOf(page: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const parts = page[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}
