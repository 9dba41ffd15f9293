/** @file The `Files` port on the real file system. */
import type { Files } from '../../engine/ports.ts'
import { openSource } from './file-source.ts'
import { identify } from './identity.ts'
import { listFolder } from './listing.ts'
import { readMedia } from './media.ts'
import { realPath } from './real-path.ts'
import { walk } from './walk.ts'

export const files: Files = { identify, realPath, walk, open: openSource, list: listFolder, media: readMedia }
