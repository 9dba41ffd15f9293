/** @file The bridge between an interface and a host; the same type for both hosts. */
import type { Channel, EventName } from './channels.ts'
import type { EventPayload } from './events.ts'
import type { Envelope, Input, Output } from './requests.ts'

/** What preload puts on `window.reelay`. */
export interface ElectronBridge {
  request<C extends Channel>(channel: C, input: Input<C>): Promise<Envelope<Output<C>>>
  /** Returns a function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** The path of a file or folder that was dropped on the window; empty for things that are not on disk. */
  pathForFile(file: unknown): string
}
