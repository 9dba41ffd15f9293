/** @file What a page shows in the frame of a clip. */
import { expect, type Locator } from '@playwright/test'

export const frameOf = (row: Locator): Locator => row.locator('.frame')

/** The colours at the left and at the right of the picture, as red, green and blue. */
function coloursOf(frame: Locator): Promise<readonly (readonly number[])[]> {
  return frame.locator('img').evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const drawn = canvas.getContext('2d')
    drawn?.drawImage(image, 0, 0)
    const at = (part: number): number[] => [
      ...(drawn?.getImageData(Math.floor(canvas.width * part), canvas.height / 2, 1, 1).data.slice(0, 3) ?? []),
    ]
    return [at(0.25), at(0.75)]
  })
}

/** The frame of a clip of `support/frames.ts`, not its black beginning. */
export async function expectRedAndBlue(frame: Locator): Promise<void> {
  await expect(frame.locator('img')).toBeVisible()
  const [[red = 0, , leftBlue = 255] = [], [rightRed = 255, , blue = 0] = []] = await coloursOf(frame)
  expect([red > 150 && leftBlue < 100, blue > 150 && rightRed < 100]).toEqual([true, true])
}
