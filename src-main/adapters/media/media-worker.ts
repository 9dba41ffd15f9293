/** @file The worker thread of the library; see `library.ts`. It gets bytes and returns facts, without access to files or network. */
import { parentPort } from 'node:worker_threads'
import { BufferSource, Input, Logging, LogLevel, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } from 'mediabunny'
import type { LibraryFacts, ReadRequest, ReadResult, Ready } from './library.ts'

/** Only dates and names are read from tags. */
const MAX_TAG_CHARACTERS = 200
const MAX_TAGS = 100

Logging.level = LogLevel.Silent

parentPort?.on('message', ({ id, bytes }: ReadRequest) => {
  factsOf(bytes).then(
    (facts) => answer({ id, facts }),
    // The file is damaged, or of a kind that the library does not support.
    () => answer({ id, facts: null }),
  )
})

parentPort?.postMessage('ready' satisfies Ready)

function answer(message: ReadResult): void {
  parentPort?.postMessage(message)
}

async function factsOf(bytes: Uint8Array): Promise<LibraryFacts> {
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS] })
  const [video] = await input.getVideoTracks()
  const audio = await input.getAudioTracks()
  const channels = await Promise.all(audio.map((track) => track.getNumberOfChannels()))
  const code = await video?.getInternalCodecId()
  const { raw = {} } = await input.getMetadataTags()
  const tags = Object.entries(raw).filter((tag): tag is [string, string] => typeof tag[1] === 'string')
  return {
    durationSeconds: await input.getDurationFromMetadata(),
    width: (await video?.getDisplayWidth()) ?? null,
    height: (await video?.getDisplayHeight()) ?? null,
    codec: (await video?.getCodec()) ?? null,
    parameters: (await video?.getCodecParameterString().catch(() => null)) ?? null,
    code: typeof code === 'string' ? code : null,
    audioChannels: audio.length === 0 ? null : channels.reduce((sum, count) => sum + count, 0),
    tags: Object.fromEntries(tags.filter(([, text]) => text.length <= MAX_TAG_CHARACTERS).slice(0, MAX_TAGS)),
  }
}
