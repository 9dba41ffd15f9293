/**
 * @file The feeds of a release. Each machine writes one for what it has packed, under the same name for every processor of a
 * system: they are merged, and every listed file must exist and have its hash.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { dump, load } from 'js-yaml'

interface FeedFile {
  readonly url: string
  readonly sha512: string
  readonly size?: number
}

export interface Feed {
  readonly version: string
  readonly files: readonly FeedFile[]
  readonly path: string
  readonly sha512: string
  readonly releaseDate: string
  readonly releaseNotes?: string
}

const FEED = /^latest.*\.yml$/

/** One feed of several for the same system. Old updaters read `path` and `sha512`, so these name the first file of x64. */
export function mergeFeeds(feeds: readonly Feed[]): Feed {
  const versions = new Set(feeds.map(({ version }) => version))
  const [version] = versions
  if (version === undefined || versions.size > 1) throw new Error(`Feeds of several versions: ${[...versions].join(', ')}.`)
  const files = [...new Map(feeds.flatMap((feed) => feed.files).map((file) => [file.url, file])).values()]
  const first = files.find(({ url }) => !url.includes('arm64')) ?? files[0]
  if (!first) throw new Error(`The feed of ${version} lists nothing.`)
  const releaseDate =
    feeds
      .map((feed) => feed.releaseDate)
      .sort()
      .at(-1) ?? ''
  // Other members, such as the notes, are the same in all feeds.
  return { ...feeds[0], version, files, path: first.url, sha512: first.sha512, releaseDate }
}

/**
 * Puts the packages of all machines into one folder, with one feed for each name.
 *
 * @param sources folders with what single machines have packed
 * @throws Error when a feed names a file that is not there, or not the one that was packed
 */
export async function gatherRelease(sources: readonly string[], into: string): Promise<string[]> {
  await mkdir(into, { recursive: true })
  const feeds = new Map<string, Feed[]>()
  for (const folder of sources) {
    for (const name of await readdir(folder)) {
      if (FEED.test(name)) feeds.set(name, [...(feeds.get(name) ?? []), load(await readFile(join(folder, name), 'utf8')) as Feed])
      else if (isPackage(name)) await addFile(join(folder, name), into)
    }
  }
  for (const [name, parts] of feeds) {
    const feed = mergeFeeds(parts)
    for (const file of feed.files) await checkFile(join(into, basename(file.url)), file)
    await writeFile(join(into, name), dump(feed, { lineWidth: -1 }))
  }
  return (await readdir(into)).sort()
}

/** What people download and updaters read; not what electron-builder leaves beside it. */
function isPackage(name: string): boolean {
  return /\.(?:dmg|zip|exe|AppImage|deb|rpm|tgz|blockmap)$/.test(name)
}

async function addFile(from: string, into: string): Promise<void> {
  const name = basename(from)
  if ((await readdir(into)).includes(name)) throw new Error(`Two machines have packed ${name}.`)
  await copyFile(from, join(into, name))
}

async function checkFile(path: string, { url, sha512, size }: FeedFile): Promise<void> {
  const hash = createHash('sha512')
  let bytes = 0
  const stream = createReadStream(path).on('data', (chunk) => {
    bytes += chunk.length
  })
  await pipeline(stream, hash).catch(() => {
    throw new Error(`The feed lists ${url}, which is not there.`)
  })
  if (hash.digest('base64') !== sha512 || (size !== undefined && size !== bytes))
    throw new Error(`${url} is not what its feed says.`)
}
