/** @file An icon for each provider, as a path on a 16 × 16 grid: neutral lines, no company's logo. */

const MARKS: Readonly<Record<string, string>> = {
  cloudflare: 'M2.5 6.6c1.9-1.8 3.7-1.8 5.5 0s3.6 1.8 5.5 0M2.5 10.600c1.9-1.8 3.7-1.8 5.5 0s3.6 1.800 5.5 0',
  gcore: 'M13.2 8A5.2 5.2 0 1 1 11.500 4.100M8 8h5.200M9.900 8A1.900 1.900 0 1 1 8 6.100',
  mcls: 'M8 2.2 13 4v4.200c0 2.700-2 4.600-5 5.600-3-1-5-2.900-5-5.600V4zM6.700 6.100v3.800L9.900 8z',
  omegastream: 'M3 13h3.400v-1.500A4.600 4.600 0 1 1 9.600 11.500V13H13',
  bunny: 'M2.800 3h4v4.200h-4zM2.800 9.600h4V13h-4zM9.200 3h4v3.400h-4zM9.200 8.800h4V13h-4z',
  vimeo:
    'M2.500 5.500C4 4 5.300 4.200 5.800 6.300L7.300 12.300C9.800 10.600 13 6.800 12.300 4.600 11.700 3 9.800 3.800 9.500 5.600',
}
/** An arrow, for plain servers. */
const DEFAULT_MARK = 'M2.500 8h11M9.500 4l4 4-4 4'

export function markOf(provider: string): string {
  return MARKS[provider] ?? DEFAULT_MARK
}
