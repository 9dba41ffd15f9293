/** @file Starts a simulator before every test of a file, and stops it afterwards. */
import { afterEach, beforeEach } from 'vitest'
import { tempFolder } from '../temp-folder.ts'

/** @param begin gets the host before each test */
export function hostForEachTest<Host extends AsyncDisposable>(
  start: (options: { directory: string }) => Promise<Host>,
  begin: (host: Host) => Promise<void> | void,
): void {
  let open = new AsyncDisposableStack()
  beforeEach(async () => {
    open = new AsyncDisposableStack()
    const folder = open.use(await tempFolder())
    await begin(open.use(await start({ directory: folder.path })))
  })
  afterEach(() => open.disposeAsync())
}
