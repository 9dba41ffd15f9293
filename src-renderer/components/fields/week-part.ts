/** @file The type of a part of the week in the interface. */
import type { Hours } from '@contract/settings.ts'

/** Hours whose days are read-only, as mirrored settings are. */
export type WeekPart = Omit<Hours, 'days'> & { readonly days: readonly number[] }
