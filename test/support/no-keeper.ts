/** @file Keeps nothing in History, for tests that are about something else. */
import type { Keeper } from '../../src-main/engine/history/keeper.ts'

export const noKeeper: Keeper = {
  concerns: () => false,
  changed() {},
  uncancelled() {},
  deletedAtHost() {},
  deleted() {},
  purged() {},
}
