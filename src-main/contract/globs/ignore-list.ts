/**
 * @file Names that are not sent: files that systems leave in folders, and temporary files of programs. Globs for a name, without
 * regard to case.
 */

/** Left behind by systems; not sent from a dropped folder either. */
export const SYSTEM_NAMES: readonly string[] = ['.DS_Store', 'Thumbs.db', 'desktop.ini', '.localized', '._*']

/** Further names that watched folders ignore; the list can be edited. */
export const DEFAULT_IGNORED_NAMES: readonly string[] = [
  ...SYSTEM_NAMES,
  // Folders that systems keep on drives.
  '.Spotlight-V100',
  '.Trashes',
  '.Trash-*',
  '.fseventsd',
  '.TemporaryItems',
  '.DocumentRevisions-V100',
  '$RECYCLE.BIN',
  'System Volume Information',
  '@eaDir',
  '#recycle',
  // Downloads and copies that are on their way.
  '*.part',
  '*.partial',
  '*.crdownload',
  '*.download',
  '*.opdownload',
  '*.!ut',
  '*.!qB',
  '*.aria2',
  '*.filepart',
  '.pending-*',
  '.trashed-*',
  '.goutputstream-*',
  '.smbdelete*',
  '.nfs*',
  '.fuse_hidden*',
  '.syncthing.*.tmp',
  '~syncthing~*.tmp',
  '*.rsync-tmp',
  // Editing programs while they write or cache.
  '*.sb-*',
  '.fcpcache',
  '*.fcpcache',
  '*.prlock',
  '*.pek',
  '*.cfa',
  '*.mxf.lck',
  'Adobe Premiere Pro Auto-Save',
  'Adobe Premiere Pro Audio Previews',
  'Adobe Premiere Pro Video Previews',
  // Office and text editors.
  '~$*',
  '.~lock.*#',
  '~*.tmp',
  '*.tmp',
  '*.temp',
  '*.swp',
  '*.swo',
  '.#*',
  '*~',
]
