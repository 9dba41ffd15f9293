/** @file Decides whether the desktop tests run on Electron or on the stand-in. */

/**
 * @param wanted `REELAY_RUNTIME`: `electron`, `stand-in`, or nothing for what is there
 * @throws Error when the real runtime is asked for and absent: a run that promises it must not pass without it
 */
export function usesElectron(wanted: string | undefined, isInstalled: boolean): boolean {
  if (wanted !== undefined && !['', 'electron', 'stand-in'].includes(wanted))
    throw new Error(`REELAY_RUNTIME is electron or stand-in, not “${wanted}”.`)
  if (wanted === 'electron' && !isInstalled)
    throw new Error('REELAY_RUNTIME asks for Electron, and its runtime is not installed: npx install-electron.')
  return isInstalled && wanted !== 'stand-in'
}
