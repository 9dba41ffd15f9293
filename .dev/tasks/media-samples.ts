/**
 * @file `npm run media-samples`: makes the small media files in test/fixtures/media with ffmpeg, which is not among our packages. They
 * hold grey pictures and silence, so that nobody has rights in them.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build.ts'

const folder = join(root, 'test', 'fixtures', 'media')
const MAX_BYTES = 64 * 1024

const picture = (size: string, rate: string, seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `color=c=gray:size=${size}:rate=${rate}:duration=${seconds}`,
]
const silence = (layout = 'stereo'): string[] => ['-f', 'lavfi', '-i', `anullsrc=r=48000:cl=${layout}`, '-shortest']
const hd = [...picture('1920x1080', '25', 0.4), ...silence()]
const h264 = ['-c:v', 'libx264']
const hevc = ['-c:v', 'libx265', '-x265-params', 'log-level=0']
const date = ['-metadata', 'creation_time=2026-11-19T16:22:10Z']

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'h264.mp4': [...hd, ...h264, '-c:a', 'aac', '-b:a', '8k', ...date],
  'fragments.mp4': [...hd, ...h264, '-c:a', 'aac', '-b:a', '8k', '-movflags', 'frag_keyframe+empty_moov'],
  'hevc-10-bit.mp4': [...picture('3840x2160', '60000/1001', 0.2), ...hevc, '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'],
  'hevc-422.mov': [...picture('1280x720', '50', 0.1), ...hevc, '-pix_fmt', 'yuv422p10le', '-tag:v', 'hvc1'],
  'av1.mp4': [...picture('1280x720', '24', 0.2), '-c:v', 'libsvtav1', '-pix_fmt', 'yuv420p10le'],
  'prores-hq.mov': [
    ...[...picture('1920x1080', '25', 0.04), ...silence()],
    ...['-c:v', 'prores_ks', '-profile:v', '3', '-c:a', 'pcm_s24le', '-t', '0.04'],
    ...['-timecode', '10:20:30:05', '-metadata:s:v', 'reel_name=A003', ...date],
  ],
  'prores-4444.mov': [
    ...picture('640x360', '30000/1001', 0.1),
    '-c:v',
    'prores_ks',
    '-profile:v',
    '4',
    '-timecode',
    '01:00:00;02',
  ],
  'phone.mov': [
    ...[...picture('1280x720', '30', 0.1), ...h264, '-movflags', 'use_metadata_tags'],
    ...['-metadata', 'com.apple.quicktime.creationdate=2026-11-19T17:22:10+0100', ...date],
  ],
  'eight-channels.mov': [...picture('1280x720', '25', 0.04), ...silence('7.1'), ...h264, '-c:a', 'pcm_s16le', '-t', '0.04'],
  'dnxhr-lb.mov': [...picture('256x144', '25', 0.04), '-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb'],
  'clip.mkv': [...hd, ...h264, '-c:a', 'libopus', ...date],
  'clip.webm': [...hd, '-c:v', 'libvpx-vp9', '-c:a', 'libopus'],
  'clip.m2t': [...hd, ...h264, '-c:a', 'aac', '-b:a', '8k', '-f', 'mpegts'],
  'clip.m2ts': [...hd, ...h264, '-c:a', 'ac3', '-b:a', '64k', '-mpegts_m2ts_mode', '1'],
  'interlaced.m2ts': [
    ...[...hd, ...h264, '-x264-params', 'interlaced=1:tff=1', '-c:a', 'ac3', '-b:a', '64k', '-mpegts_m2ts_mode', '1'],
  ],
  'mpeg2.mxf': [...hd, '-c:v', 'mpeg2video', '-t', '0.08', '-timecode', '01:02:03:04', ...date],
  'dnxhr.mxf': [...picture('256x144', '25', 0.04), '-c:v', 'dnxhd', '-profile:v', 'dnxhr_sq', '-f', 'mxf'],
  'clip.avi': [
    ...picture('720x576', '25', 0.4),
    ...silence('mono'),
    '-c:v',
    'mpeg4',
    '-vtag',
    'xvid',
    '-c:a',
    'pcm_s16le',
    '-t',
    '0.4',
  ],
}

mkdirSync(folder, { recursive: true })
for (const [name, args] of Object.entries(SAMPLES)) {
  const path = join(folder, name)
  const exact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact']
  const { status, error, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args, ...exact, path], {
    encoding: 'utf8',
  })
  if (error) throw new Error(`ffmpeg could not be started: ${error.message}. Install it and run this again.`)
  if (status !== 0) throw new Error(`${name} could not be made: ${stderr}`)
  const bytes = statSync(path).size
  if (bytes > MAX_BYTES) throw new Error(`${name} has ${bytes} bytes, of ${MAX_BYTES} at most.`)
  console.log(`${name}: ${bytes} bytes`)
}
