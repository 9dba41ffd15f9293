/** @file A part of the week as the interface holds it. */
import type { Hours } from '@contract/settings.ts'

/** Hours whose days are read-only, as mirrored settings are. */
export type WeekPart = Omit<Hours, 'days'> & { readonly days: readonly number[] }
