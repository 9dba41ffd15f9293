/** @file The answers of MyCujoo LiveServices that Reelay reads. */
import * as mcls from '../../../src-main/adapters/providers/mcls/api.ts'
import { providerContext } from '../provider-harness.ts'
import { prepare, type ReadAnswer, status, TITLE } from './shared.ts'

export const MODULES: readonly object[] = [mcls]

const PLAYLIST = {
  id: 'p1',
  protocol: 'PROTOCOL_HLS',
  type: 'TYPE_CDN',
  url: 'https://m.example/p.m3u8',
  is_enabled: true,
  is_vod: true,
  is_transcoded: true,
  is_updating: false,
}
const MCLS_STREAM = {
  id: 'v1',
  title: TITLE,
  config_id: 'config-1',
  type: 'TYPE_LIVE',
  region: 'REGION_EUROPE_WEST',
  key: 'stream-key-of-a-test',
  endpoint: 'rtmp://m.example/live',
  pull_endpoints: [{ protocol: 'PROTOCOL_FLV', endpoint: 'https://m.example/pull.flv', is_transcoded: false }],
  push_endpoints: [{ protocol: 'PROTOCOL_RTMP', endpoint: 'rtmp://m.example/push', is_transcoded: false }],
  playlists: [PLAYLIST],
  upload_id: '',
  external_video_source: '',
  is_active: true,
  is_enabled: true,
  is_public: true,
  connection_time_seconds: 61,
  transcoding_time_seconds: 12,
  transcoding_state: 'STATE_ACTIVE',
  stats: { connection_count: 1, video_resolution: '1920x1080', video_bit_rate: 6_000_000 },
  config: { name: 'default' },
  incoming_feed_flv: '',
}

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'mcls',
    title: 'the state of a video',
    schema: mcls.videoState,
    request: ['GET', /\/streams\/v1$/],
    sample: MCLS_STREAM,
    needs: ['id', 'playlists'],
    run: status,
  },
  {
    provider: 'mcls',
    title: 'a stream for an upload',
    schema: mcls.streamSchema,
    request: ['POST', /\/streams$/],
    sample: MCLS_STREAM,
    needs: ['id'],
    run: prepare(),
  },
  {
    provider: 'mcls',
    title: 'a live stream',
    schema: mcls.streamSchema,
    request: ['GET', /\/streams\/v1$/],
    sample: MCLS_STREAM,
    needs: ['id'],
    run: (provider, account) => provider.live?.get(account, 'v1', providerContext()) ?? Promise.resolve(),
  },
  {
    provider: 'mcls',
    title: 'a refusal',
    schema: mcls.refusal,
    request: ['GET', /\/streams\/v1$/],
    sample: { code: 7, message: 'no', error: { message: 'no' } },
    needs: [],
    run: (provider, account) => provider.live?.get(account, 'v1', providerContext()) ?? Promise.resolve(),
    status: 400,
  },
]
