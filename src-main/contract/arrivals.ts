/** @file What arrives from outside of the window and waits until the interface takes it. */
export const VIEWS = ['queue', 'activity', 'history', 'folders', 'live', 'accounts', 'settings'] as const
export type View = (typeof VIEWS)[number]

export type Arrival =
  /** Files and folders to send; a person still chooses the account. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** Addresses for the import dialog. */
  | { readonly kind: 'import'; readonly text: string }
  /** The uploads that need a person. */
  | { readonly kind: 'needs' }
  /** The information about the app. */
  | { readonly kind: 'about' }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'batch'; readonly id: string }
