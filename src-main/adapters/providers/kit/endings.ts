/** @file Endings of video files, for hosts that take what their converter knows and publish no list of their own. */

export const VIDEO_ENDINGS: readonly string[] =
  'mp4 m4v mov qt mkv webm avi mpg mpeg m2v ts mts m2ts mxf gxf flv f4v wmv asf ogv 3gp 3g2'.split(' ')
