/** @file Clips of a few kilobytes whose frames are known: black at first, then red at the left and blue at the right. */
import { copyFile, mkdir } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../src-main/adapters/thumbnails/find-program.ts'

/** WebM with VP9, MP4 with H.264, and MOV with ProRes, which no browser decodes. Made by ffmpeg. */
export type ClipName = 'red-blue.webm' | 'red-blue.mp4' | 'red-blue.mov'

export function framesFile(name: ClipName): string {
  return fileURLToPath(new URL(`../fixtures/frames/${name}`, import.meta.url))
}

export async function copyClip(name: ClipName, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await copyFile(framesFile(name), target)
}

/** `null` where it is not installed. */
export const ffmpeg = await findProgram('ffmpeg')

/** An environment in which ffmpeg is not found, so that the page has to decode. */
export const withoutFfmpeg = { PATH: ['/nowhere', join(process.cwd(), 'nothing')].join(delimiter) } as const
