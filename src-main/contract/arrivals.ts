/** @file What comes to the app from outside of its window, and waits there until the interface takes it, once. */
export const VIEWS = ['queue', 'folders', 'live', 'accounts', 'settings'] as const
export type View = (typeof VIEWS)[number]

export type Arrival =
  /** Files and folders that somebody wants to send; a person still says where to. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** Addresses to copy from, for the dialog that asks about them. */
  | { readonly kind: 'import'; readonly text: string }
  /** What needs a person. */
  | { readonly kind: 'needs' }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'batch'; readonly id: string }
