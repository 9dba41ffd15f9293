/** @file The icon in the tray with its menu. */
import { clipboard, Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron'
import { NOTHING, presenceOf } from './presence-of.ts'
import { headline, type TrayAction, type TrayFacts, trayMenu } from './tray-menu.ts'
import { drawTray, type Picture, pictureOf } from './tray-picture.ts'

/** In points; Windows and Linux scale it down. */
const SIZE = 16
const SCALES = [1, 2, 3]
/** Some systems close an open menu when it changes, so it is updated seldom. */
const UPDATE_EVERY_MS = 2_000

const BLACK = [0, 0, 0] as const
const WHITE = [255, 255, 255] as const

export interface TrayDeps {
  readonly facts: () => TrayFacts
  readonly act: (action: TrayAction) => void
}

/** Returns a function that shows the current facts. */
export function showTray({ facts, act }: TrayDeps): () => void {
  let drawn = ''
  let menu = ''
  let toolTip = ''
  let timer: NodeJS.Timeout | null = null
  const tray = new Tray(imageOf(pictureOf('idle', null)))
  if (process.platform !== 'darwin') tray.on('click', () => act({ do: 'open' }))

  function draw(): void {
    const { state, progress } = presenceNow()
    const picture = pictureOf(state, progress)
    const next = `${picture.state} ${picture.step} ${nativeTheme.shouldUseDarkColors}`
    if (next === drawn) return
    drawn = next
    tray.setImage(imageOf(picture))
  }

  function presenceNow() {
    const { summary } = facts()
    return summary ? presenceOf(summary) : NOTHING
  }

  function write(): void {
    timer = null
    const now = facts()
    const title = `Reelay: ${headline(now.summary, now.summary && presenceOf(now.summary))}`
    if (title !== toolTip) tray.setToolTip(title)
    toolTip = title
    const entries = trayMenu(now)
    const next = JSON.stringify(entries)
    if (next === menu) return
    menu = next
    tray.setContextMenu(
      Menu.buildFromTemplate(
        entries.map((entry): MenuItemConstructorOptions => {
          if (entry === null) return { type: 'separator' }
          const { label, action, checked } = entry
          return {
            label: label.replaceAll('&', '&&'),
            enabled: action !== null,
            ...(checked === undefined ? {} : { type: 'checkbox' as const, checked }),
            ...(action === null ? {} : { click: () => act(action) }),
          }
        }),
      ),
    )
  }

  function update(): void {
    draw()
    if (timer === null) timer = setTimeout(write, UPDATE_EVERY_MS)
  }

  nativeTheme.on('updated', draw)
  draw()
  write()
  return update
}

function imageOf(picture: Picture): NativeImage {
  // macOS colours it by the menu bar, which may differ from the theme of windows.
  const isMac = process.platform === 'darwin'
  const ink = !isMac && nativeTheme.shouldUseDarkColors ? WHITE : BLACK
  const image = nativeImage.createFromBuffer(drawTray(picture, SIZE, ink), { scaleFactor: 1 })
  for (const scaleFactor of SCALES.slice(1))
    image.addRepresentation({
      scaleFactor,
      width: SIZE * scaleFactor,
      height: SIZE * scaleFactor,
      buffer: drawTray(picture, SIZE * scaleFactor, ink),
    })
  image.setTemplateImage(isMac && picture.state !== 'needs-you')
  return image
}

export function copyLink(link: string): void {
  void clipboard.writeText(link)
}
