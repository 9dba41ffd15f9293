/** @file Drawing of a plot of speed besides its line: grid and hatched waits below it, average and forecast above it. */
import type UPlot from 'uplot'
import type { Plot } from './plot.ts'

export interface PlotColours {
  readonly line: string
  readonly area: string
  readonly grid: string
  readonly wait: string
  readonly waitArea: string
  readonly soft: string
}

/** Distance of hatch lines, CSS px. */
const HATCH = 6

export function drawBelow(chart: UPlot, { waits }: Plot, grid: readonly number[], colours: PlotColours): void {
  const { ctx, bbox } = chart
  const pixel = devicePixelRatio
  ctx.save()
  ctx.lineWidth = pixel
  ctx.strokeStyle = colours.grid
  for (const value of [0, ...grid]) line(ctx, bbox.left, bbox.left + bbox.width, crisp(chart.valToPos(value, 'y', true), pixel))
  for (const { from, to } of waits) {
    const left = chart.valToPos(from, 'x', true)
    const width = Math.max(pixel, chart.valToPos(to, 'x', true) - left)
    hatch(ctx, { left, top: bbox.top, width, height: bbox.height }, colours, pixel)
  }
  ctx.restore()
}

export function drawAbove(chart: UPlot, { average, forecast }: Plot, colours: PlotColours): void {
  const { ctx, bbox } = chart
  const pixel = devicePixelRatio
  ctx.save()
  if (average !== null) {
    ctx.setLineDash([3 * pixel, 3 * pixel])
    ctx.lineWidth = pixel
    ctx.strokeStyle = colours.soft
    line(ctx, bbox.left, bbox.left + bbox.width, crisp(chart.valToPos(average, 'y', true), pixel))
  }
  if (forecast) {
    const y = chart.valToPos(forecast.value, 'y', true)
    const from = chart.valToPos(forecast.from, 'x', true)
    ctx.setLineDash([2 * pixel, 4 * pixel])
    ctx.lineWidth = 1.5 * pixel
    ctx.strokeStyle = colours.line
    line(ctx, from, chart.valToPos(forecast.to, 'x', true), y)
    ctx.fillStyle = colours.line
    ctx.beginPath()
    ctx.arc(from, y, 3 * pixel, 0, 2 * Math.PI)
    ctx.fill()
  }
  ctx.restore()
}

/** Moves a coordinate to the middle of a device pixel, so that a thin line is sharp. */
const crisp = (at: number, pixel: number): number => Math.round(at) + (pixel % 2 === 1 ? 0.5 : 0)

function line(ctx: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  ctx.beginPath()
  ctx.moveTo(from, y)
  ctx.lineTo(to, y)
  ctx.stroke()
}

function hatch(
  ctx: CanvasRenderingContext2D,
  { left, top, width, height }: Readonly<Record<'left' | 'top' | 'width' | 'height', number>>,
  { wait, waitArea }: PlotColours,
  pixel: number,
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.fillStyle = waitArea
  ctx.fillRect(left, top, width, height)
  ctx.strokeStyle = wait
  ctx.globalAlpha = 0.55
  ctx.beginPath()
  for (let x = left - height; x < left + width; x += HATCH * pixel) {
    ctx.moveTo(x, top + height)
    ctx.lineTo(x + height, top)
  }
  ctx.stroke()
  ctx.globalAlpha = 1
  ctx.beginPath()
  for (const x of [left + pixel / 2, left + width - pixel / 2]) {
    ctx.moveTo(x, top)
    ctx.lineTo(x, top + height)
  }
  ctx.stroke()
  ctx.restore()
}
