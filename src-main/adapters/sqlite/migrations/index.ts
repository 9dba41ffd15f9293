/** @file The migrations of the journal in their order: number n of this list leads to version n. Entries are only ever added. */
import type { Migration } from '../database.ts'
import { journal } from './1-journal.ts'
import { videos } from './2-videos.ts'
import { chunks } from './3-chunks.ts'
import { receipts } from './4-receipts.ts'
import { watched } from './5-watched.ts'
import { rounds } from './6-rounds.ts'
import { asked } from './7-asked.ts'
import { search } from './8-search.ts'
import { sealedLinks } from './9-sealed-links.ts'
import { places } from './10-places.ts'
import { nativePaths } from './11-native-paths.ts'
import { history } from './12-history.ts'
import { bulk } from './13-bulk.ts'
import { held } from './14-held.ts'
import { proof } from './15-proof.ts'
import { media } from './16-media.ts'
import { offload } from './17-offload.ts'
import { pastUploads } from './18-past-uploads.ts'
import { pastDetails } from './19-past-details.ts'
import { groups } from './20-groups.ts'
import { activity } from './21-activity.ts'
import { receiptsOfVideos } from './22-receipts-of-videos.ts'
import { locations } from './23-locations.ts'

export const MIGRATIONS: readonly Migration[] = [
  journal,
  videos,
  chunks,
  receipts,
  watched,
  rounds,
  asked,
  search,
  sealedLinks,
  places,
  nativePaths,
  history,
  bulk,
  held,
  proof,
  media,
  offload,
  pastUploads,
  pastDetails,
  groups,
  activity,
  receiptsOfVideos,
  locations,
]
