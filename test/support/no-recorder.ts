/** @file Keeps nothing in History, for tests that are about something else. */
import type { HistoryRecorder } from '../../src-main/engine/history/recorder.ts'

export const noRecorder: HistoryRecorder = {
  isRecorded: () => false,
  changed() {},
  uncancelled() {},
  deletedAtHost() {},
  deleted() {},
  purged() {},
}
