/** @file Whether a provider takes a kind of file, by its name and its content. */
import type { FileFacts } from '../../../engine/providers/provider.ts'

/** In lower case; empty for a name without one. */
export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** A matching name or a matching content is enough, because extensions are often wrong. */
export function isKnownKind({ name, media }: FileFacts, extensions: readonly string[], containers: readonly string[]): boolean {
  return extensions.includes(extensionOf(name)) || (media.container !== null && containers.includes(media.container))
}
