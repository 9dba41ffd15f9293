/** @file Draws the icon in the browser of the tests, and compares it with a picture. */
import { type Browser, chromium, type Page } from 'playwright'
import { CHROMIUM_ARGS } from '../../test/playwright.config.ts'
import { findOrInstallChromium } from '../chromium.ts'

export interface Drawer extends AsyncDisposable {
  /** The SVG as a PNG of this size. */
  draw(svg: Buffer, size: number): Promise<Buffer>
  /** Mean difference of the channels of all pixels, 0 to 255; `null` when the sizes differ. */
  difference(svg: Buffer, png: Buffer, size: number): Promise<number | null>
}

export async function startDrawer(): Promise<Drawer> {
  const browser: Browser = await chromium.launch({ executablePath: findOrInstallChromium(), args: CHROMIUM_ARGS })
  const page = await browser.newPage()
  await page.addScriptTag({ content: IN_PAGE })
  return {
    async draw(svg, size) {
      const url = await inPage<string>(page, 'picture', [address(svg, 'svg+xml'), size])
      return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
    },
    difference: (svg, png, size) => inPage(page, 'difference', [address(svg, 'svg+xml'), address(png, 'png'), size]),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

function inPage<T>(page: Page, name: string, args: readonly unknown[]): Promise<T> {
  return page.evaluate(`${name}(...${JSON.stringify(args)})`)
}

function address(data: Buffer, type: string): string {
  return `data:image/${type};base64,${data.toString('base64')}`
}

const IN_PAGE = `
  async function canvasOf(url, size) {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = size
    canvas.getContext('2d').drawImage(image, 0, 0, size, size)
    return { canvas, width: image.naturalWidth }
  }
  async function picture(svg, size) {
    return (await canvasOf(svg, size)).canvas.toDataURL('image/png')
  }
  async function difference(svg, png, size) {
    const [wanted, found] = [await canvasOf(svg, size), await canvasOf(png, size)]
    if (found.width !== size) return null
    const [a, b] = [wanted, found].map(({ canvas }) => canvas.getContext('2d').getImageData(0, 0, size, size).data)
    return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / a.length
  }
`
