/** @file `npm run build`: builds the app, whether or not a source has changed. */
import { buildIfNeeded } from '../build.ts'

buildIfNeeded({ force: true })
