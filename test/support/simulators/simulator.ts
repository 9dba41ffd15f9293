/** @file The members of every simulator for tests and the demo, whatever its API looks like. */
import type { SimulatorHost } from './host.ts'

export interface SimulatedVideo {
  readonly id: string
  readonly title: string
  /** Bytes that arrived in full; `null` before that. */
  readonly sizeBytes: number | null
  /** The status as the host names it. */
  readonly status: string
}

/** One request that `prepare` makes, for tests that end Reelay right after the host has served it. */
export interface PrepareStep {
  readonly title: string
  readonly host: 'api' | 'upload'
  readonly method: string
  readonly path: RegExp
}

export interface Simulator extends AsyncDisposable {
  readonly provider: string
  /** The API; also takes uploads where the host has one address for both. */
  readonly api: SimulatorHost
  /** The upload server: another host where the real service has one, otherwise the same object as `api`. */
  readonly upload: SimulatorHost
  /** Settings and secrets for `account add`. */
  readonly account: {
    readonly settings: Readonly<Record<string, string>>
    readonly secrets: Readonly<Record<string, string>>
  }
  /** Texts that must never be found outside secure storage: keys, passwords, tokens, signatures that were given out. */
  secretTexts(): readonly string[]
  readonly steps: readonly PrepareStep[]
  /** Every video at the host, unfinished and failed ones included. */
  videos(): readonly SimulatedVideo[]
  /** SHA-256 of the bytes of a video. */
  sha256(videoId: string): Promise<string>
  /** Bytes announced by each PATCH of a video. */
  chunks(videoId: string): readonly number[]
  /** From now on the credential of `account` is refused; returns the secrets of a new one. */
  revoke(): Readonly<Record<string, string>>
  /** Videos that finish from now on fail with this reason, as the host words it; `null` ends that. */
  failProcessing(reason: string | null): void
  /** How many status answers a video needs for each step of its processing; 1 unless changed. */
  pace(answersPerStep: number): void
  /** Moves the clock of the host. */
  advance(ms: number): void
  /** Limits the bytes per second of an upload. */
  slowDown(bytesPerSecond: number): void
}
