/** @file Links to the app lead here. On Linux the package says so. */
import { app } from 'electron'
import { LINK_SCHEME } from './names.ts'

/** Runs from the sources take no links: another program would be started with the path of this moment. */
export function claimLinks(): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
}
