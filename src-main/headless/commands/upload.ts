/** @file `reelay upload`: adds files and runs until they have ended. */
import { resolve } from 'node:path'
import { NO_END } from '../../contract/queue/upload.ts'
import type { Input } from '../../contract/requests.ts'
import type { Settings } from '../../contract/settings.ts'
import type { CommandContext } from '../attach.ts'
import { isSecretAddress, warnOfSecret } from '../exposed-secrets.ts'
import { headerLines } from '../headers.ts'
import { parseBytesOption, parsePairs, usage } from '../parse.ts'
import { isSource, readSource } from '../read-secrets.ts'
import { runToTheEnd } from '../run.ts'

interface UploadFlags {
  readonly account: readonly string[]
  readonly endpoint?: string
  readonly header: readonly string[]
  readonly title?: string
  readonly meta: readonly string[]
  readonly option: readonly string[]
  readonly concurrency?: string
  readonly chunkSize?: string
  readonly limit?: string
  readonly again?: boolean
  readonly startOver?: boolean
  readonly waitReady?: boolean
}

export async function upload(context: CommandContext, paths: readonly string[], flags: UploadFlags): Promise<number> {
  const input = await addInput(paths, flags)
  return runToTheEnd(context, {
    submit: (client, batchId) => client.request('queue.add', { ...input, batchId }),
    overrides: overridesFrom(flags),
    waitReady: flags.waitReady ?? false,
  })
}

async function addInput(paths: readonly string[], flags: UploadFlags): Promise<Input<'queue.add'>> {
  const chunkBytes = parseBytesOption('--chunk-size', flags.chunkSize)
  const atEach = {
    ...(flags.title === undefined ? {} : { title: flags.title }),
    metadata: parsePairs('--meta', flags.meta),
    options: parsePairs('--option', flags.option),
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
    again: flags.again ?? false,
  }
  const also = flags.account.slice(1).map((account) => ({ account, ...atEach }))
  return {
    paths: paths.map((path) => resolve(path)),
    destination: await destinationFrom(flags),
    ...atEach,
    // What one of several does not take is for the others; with a single one its row says what can be done.
    ...(also.length > 0 ? { also, fitting: true } : {}),
    startOver: flags.startOver ?? false,
  }
}

async function destinationFrom({
  account: [account],
  endpoint,
  header,
}: UploadFlags): Promise<Input<'queue.add'>['destination']> {
  if (account !== undefined && endpoint !== undefined) throw usage('Use --account or --endpoint, not both.')
  if (header.length > 0 && endpoint === undefined) throw usage('--header goes with --endpoint; an account has its own headers.')
  if (endpoint !== undefined) {
    if (isSecretAddress(endpoint)) warnOfSecret('--endpoint')
    const address = isSource(endpoint) ? await readSource('--endpoint', endpoint) : endpoint
    return { endpoint: address, headers: await headerLines(header) }
  }
  return account === undefined ? { default: true } : { account }
}

function overridesFrom({ concurrency, limit }: UploadFlags): Partial<Settings> {
  const limitBytesPerSecond = parseBytesOption('--limit', limit)
  // In the settings 0 is no limit, in a part of the week it sends nothing: here it would have to be one of them.
  if (limitBytesPerSecond === 0) throw usage('--limit takes at least one byte per second; leave it out for no limit.')
  const uploads = concurrency === undefined ? undefined : Number(concurrency)
  if (uploads !== undefined && !(Number.isInteger(uploads) && uploads >= 1 && uploads <= 10)) {
    throw usage('--concurrency takes a whole number from 1 to 10.')
  }
  return {
    ...(uploads === undefined ? {} : { concurrency: uploads }),
    // In addition to settings and schedule, so that it applies at any hour.
    ...(limitBytesPerSecond !== undefined ? { slowDown: { bytesPerSecond: limitBytesPerSecond, until: NO_END } } : {}),
  }
}
