/** @file Grants the page one permission, writing to the clipboard, and refuses all others. */
import { session } from 'electron'
import { isOwnPage } from './page.ts'

/** @param origin the requesting page; an embedded page has its own */
function isPermitted(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(origin)
}

export function limitPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isPermitted(permission, requestingUrl)),
  )
  // Without this handler, checked permissions are granted without a request.
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin))
}
