/** @file What a test tells the stand-in, and what it hears from it, over the channel between the two processes. */

export type ToStandIn =
  | { readonly type: 'quit' }
  /** The next open dialog answers with these paths; none cancels it. */
  | { readonly type: 'dialog'; readonly paths: readonly string[] }
  /** What `webUtils.getPathForFile` knows: name of a file to its path. */
  | { readonly type: 'files'; readonly paths: Readonly<Record<string, string>> }
  /** The person looks at another program. */
  | { readonly type: 'blur' }
  /** What the system tells about its power. */
  | { readonly type: 'power'; readonly event: 'suspend' | 'resume' | 'on-battery' | 'on-ac' }

export type FromStandIn =
  | { readonly type: 'window' }
  | { readonly type: 'focused' }
  | { readonly type: 'notification'; readonly body: string }
  | { readonly type: 'blocker'; readonly id: number; readonly kind: string; readonly started: boolean }
  | { readonly type: 'external'; readonly url: string }
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'error-box'; readonly title: string; readonly content: string }
  | { readonly type: 'message-box'; readonly message: string; readonly detail: string; readonly buttons: readonly string[] }
  | { readonly type: 'shown'; readonly path: string }

/** Environment of the stand-in's process. */
export const ENV = {
  chromium: 'STAND_IN_CHROMIUM',
  args: 'STAND_IN_ARGS',
  port: 'STAND_IN_PORT',
  proxy: 'STAND_IN_PROXY',
  /** Words of the buttons with which message boxes are answered, one after the other; then the last one. */
  boxes: 'STAND_IN_BOXES',
} as const
