/** @file What the page may do beyond itself: write to the clipboard, to copy links. */
import { session } from 'electron'
import { isOwnPage } from './page.ts'

/** @param origin the page that asks; one that is embedded asks for itself */
function isPermitted(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(origin)
}

export function limitPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isPermitted(permission, requestingUrl)),
  )
  // What is only checked is granted without a request, unless there is a handler for checks, too.
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin))
}
