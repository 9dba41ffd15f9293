/** @file `npm run pack:cli`: the command as an npm package, in out/packages. */
import { join } from 'node:path'
import { buildIfNeeded, root } from '../build.ts'
import { packCommand } from '../packaging/pack-command.ts'

buildIfNeeded({ force: true })
console.log(await packCommand(join(root, 'out', 'packages')))
