/** @file Extensions of video files with their MIME types, for the file dialog and for the file types that packages register. */

export const VIDEO_TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  m4v: 'video/x-m4v',
  mxf: 'application/mxf',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
  mts: 'video/mp2t',
  m2ts: 'video/mp2t',
  mpg: 'video/mpeg',
  mpeg: 'video/mpeg',
  ts: 'video/mp2t',
  wmv: 'video/x-ms-wmv',
  '3gp': 'video/3gpp',
  braw: 'video/x-braw',
  r3d: 'video/x-r3d',
}
