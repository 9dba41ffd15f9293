/** What each provider reads of the file from the documented answer of its host. */
import { expect, it } from 'vitest'
import { videoSchema as bunnyVideo } from '../../../../src-main/adapters/providers/bunny/api.ts'
import { statusOf as bunnyStatus } from '../../../../src-main/adapters/providers/bunny/status.ts'
import { videoState as cloudflareVideo } from '../../../../src-main/adapters/providers/cloudflare/client.ts'
import { statusOf as cloudflareStatus } from '../../../../src-main/adapters/providers/cloudflare/status.ts'
import { videoState as gcoreVideo } from '../../../../src-main/adapters/providers/gcore/api.ts'
import { statusOf as gcoreStatus } from '../../../../src-main/adapters/providers/gcore/status.ts'
import { videoState as mclsVideo } from '../../../../src-main/adapters/providers/mcls/api.ts'
import { statusOf as mclsStatus } from '../../../../src-main/adapters/providers/mcls/status.ts'
import { videoSchema as omegastreamVideo } from '../../../../src-main/adapters/providers/omegastream/api.ts'
import { statusOf as omegastreamStatus } from '../../../../src-main/adapters/providers/omegastream/status.ts'
import { videoState as vimeoVideo } from '../../../../src-main/adapters/providers/vimeo/api.ts'
import { statusOf as vimeoStatus } from '../../../../src-main/adapters/providers/vimeo/status.ts'
import { reportedIn } from '../../../../src-main/engine/queue/jobs/polling.ts'

const ready = { state: 'ready', pctComplete: '100' }
const playlists = [{ protocol: 'PROTOCOL_HLS', url: 'https://m.example/p.m3u8', is_enabled: true }]

it.each([
  [
    'Cloudflare',
    cloudflareStatus(cloudflareVideo.parse({ uid: 'v', status: ready, size: 9_032_701, duration: 12.5 })),
    9_032_701,
    12.5,
    false,
  ],
  [
    'Cloudflare before it knows',
    cloudflareStatus(cloudflareVideo.parse({ uid: 'v', status: ready, size: 0, duration: -1 })),
    null,
    null,
    null,
  ],
  [
    'Gcore',
    gcoreStatus(gcoreVideo.parse({ status: 'ready', origin_size: 29_260_881, origin_video_duration: 184_669 })),
    29_260_881,
    184.669,
    false,
  ],
  [
    'Omegastream',
    omegastreamStatus(
      omegastreamVideo.parse({
        uuid: 'v',
        status: 'process-completed',
        playback_v2: {},
        duration: 12.48,
        storage: { source: { size: 5 } },
      }),
      'https://o.example',
    ),
    5,
    12.48,
    false,
  ],
  [
    'Omegastream in whole seconds',
    omegastreamStatus(
      omegastreamVideo.parse({ status: 'process-completed', playback_v2: {}, duration: 12 }),
      'https://o.example',
    ),
    null,
    12,
    true,
  ],
  [
    'Bunny, whose storage size is not that of the file',
    bunnyStatus(bunnyVideo.parse({ guid: 'v', status: 4, length: 12, storageSize: 7 }), undefined),
    null,
    12,
    true,
  ],
  [
    'Vimeo',
    vimeoStatus(
      vimeoVideo.parse({
        status: 'available',
        duration: 12,
        upload: { status: 'complete', size: 1_000 },
        transcode: { status: 'complete' },
      }),
    ),
    1_000,
    12,
    true,
  ],
  [
    'Vimeo before the upload is complete',
    vimeoStatus(
      vimeoVideo.parse({
        status: 'available',
        upload: { status: 'in_progress', size: 1_000 },
        transcode: { status: 'complete' },
      }),
    ),
    null,
    null,
    null,
  ],
  ['MyCujoo LiveServices', mclsStatus(mclsVideo.parse({ id: 'v', playlists })), null, null, null],
] as const)('%s', (_name, status, sizeBytes, durationSeconds, wholeSeconds) => {
  const expected =
    sizeBytes === null && durationSeconds === null ? null : { sizeBytes, durationSeconds, wholeSeconds, sha256: null }
  expect(reportedIn(status)).toEqual(expected)
})
