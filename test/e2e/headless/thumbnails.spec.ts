import { readdir, writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { copyClip, withoutFfmpeg } from '../../support/frames.ts'
import { expectRedAndBlue, frameOf } from '../frames.ts'
import { addByBrowser, expect, rowOf, type Station, test } from './fixtures.ts'

/** A page with these clips in its queue. */
async function withClips(page: Page, station: Station, names: readonly ('red-blue.webm' | 'red-blue.mp4' | 'red-blue.mov')[]) {
  for (const name of names) await copyClip(name, station.folder.in(name))
  await page.goto(await station.start(withoutFfmpeg))
  await addByBrowser(page, station.folder.path, names)
}

const kept = async (station: Station, ending: string): Promise<string[]> =>
  (await readdir(`${station.dataDir}/thumbnails`).catch(() => [])).filter((name) => name.endsWith(ending))

test('shows a frame of each clip, decoded by the page where nothing else can, and at once after a restart', async ({
  page,
  station,
}) => {
  await withClips(page, station, ['red-blue.webm', 'red-blue.mp4'])
  await expectRedAndBlue(frameOf(rowOf(page, 'red-blue.webm')))
  await expectRedAndBlue(frameOf(rowOf(page, 'red-blue.mp4')))
  await expect.poll(() => kept(station, '.webp')).toHaveLength(2)

  await station.kill()
  const media: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/media/')) media.push(request.url())
  })
  await page.goto('about:blank')
  await page.goto(await station.start(withoutFfmpeg))
  await expectRedAndBlue(frameOf(rowOf(page, 'red-blue.webm')))
  await expectRedAndBlue(frameOf(rowOf(page, 'red-blue.mp4')))
  expect(media).toEqual([])
})

test('shows the marks of a viewfinder for a clip of which nobody can make a frame, and does not try it again', async ({
  page,
  station,
}) => {
  await withClips(page, station, ['red-blue.mov'])
  const frame = frameOf(rowOf(page, 'red-blue.mov'))
  await expect.poll(() => kept(station, '.none')).toHaveLength(1)
  await expect(frame).toHaveText('MOV')
  await expect(frame).toHaveClass(/none/)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await expect(rowOf(page, 'red-blue.mov')).toContainText('Done, verified')
  await expect.poll(() => asked).toContain('/rpc/thumbnails.want')
  await expect(frame).toHaveText('MOV')
  expect(asked).not.toContain('/rpc/thumbnails.open')
})

test('makes the frame anew when the file is another one', async ({ page, station }) => {
  await writeFile(station.folder.in('clip.webm'), 'not a clip yet, but as long as one may be')
  await page.goto(await station.start(withoutFfmpeg))
  await addByBrowser(page, station.folder.path, ['clip.webm'])
  await expect.poll(() => kept(station, '.none')).toHaveLength(1)
  await copyClip('red-blue.webm', station.folder.in('clip.webm'))
  await addByBrowser(page, station.folder.path, ['clip.webm'])
  await expect(rowOf(page, 'clip.webm').locator('img')).toHaveCount(1)
  await expectRedAndBlue(frameOf(rowOf(page, 'clip.webm').filter({ has: page.locator('img') })))
})

test('never moves a row: a frame takes the same room with and without a picture', async ({ page, station }) => {
  await withClips(page, station, ['red-blue.webm', 'red-blue.mov'])
  await expectRedAndBlue(frameOf(rowOf(page, 'red-blue.webm')))
  const boxes = await Promise.all(['red-blue.webm', 'red-blue.mov'].map((name) => frameOf(rowOf(page, name)).boundingBox()))
  expect(boxes.map((box) => [box?.x, box?.width, box?.height])).toEqual([
    [boxes[0]?.x, 64, 36],
    [boxes[0]?.x, 64, 36],
  ])
})

test('shifts nothing while pictures arrive in a list that is scrolled, and asks only for what is on the screen', async ({
  page,
  station,
}) => {
  const names = Array.from({ length: 150 }, (_, index) => `clip${String(index).padStart(3, '0')}.webm`)
  for (const name of names) await copyClip('red-blue.webm', station.folder.in('clips', name))
  const asked: number[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/rpc/thumbnails.want')) asked.push((request.postDataJSON() as { ids: string[] }).ids.length)
  })
  await page.goto(await station.start())
  await page.evaluate(() => {
    const shifts: PerformanceEntry[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      shifts.push(...list.getEntries())
    }).observe({ type: 'layout-shift', buffered: false })
  })
  await station.cli('queue', 'list')
  await station.cli('upload', '--account', 'Studio', station.folder.in('clips'))
  const list = page.getByRole('grid', { name: 'Uploads' })
  await expect(page.getByText('All sent')).toBeVisible()
  // What shifted before may be told after.
  const from = await page.evaluate(() => performance.now())
  for (let step = 0; step < 40; step += 1) await list.evaluate((grid, top) => grid.scrollTo({ top }), step * 170)
  await expectRedAndBlue(frameOf(rowOf(page, 'clip149.webm')))
  const shifts = () =>
    page.evaluate(() => (window as unknown as { shifts: PerformanceEntry[] }).shifts.map((one) => one.toJSON()))
  expect((await shifts()).filter(({ startTime }) => startTime >= from)).toEqual([])
  expect(Math.max(...asked)).toBeLessThan(60)
})

test('shows no frames, and deletes those that were kept, where they are switched off', async ({ page, station }) => {
  await withClips(page, station, ['red-blue.webm'])
  const frame = frameOf(rowOf(page, 'red-blue.webm'))
  await expectRedAndBlue(frame)
  await station.cli('settings', 'set', 'thumbnails=false')
  await expect(frame.locator('img')).toHaveCount(0)
  await expect.poll(() => kept(station, '.webp')).toEqual([])
  await station.cli('settings', 'set', 'thumbnails=true')
  await expectRedAndBlue(frame)
})
