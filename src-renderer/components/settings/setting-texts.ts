/** @file The texts of every setting: its name, one sentence, other words for it, and its default. The search reads these. */

export const SECTIONS = [
  ['general', 'General'],
  ['sending', 'Sending'],
  ['speed', 'Speed and hours'],
  ['folders', 'Watched folders'],
  ['power', 'Sleep and power'],
  ['network', 'Network'],
  ['notifications', 'Notifications'],
  ['history', 'History'],
  ['terminal', 'In the terminal'],
  ['updates', 'Updates'],
  ['about', 'About Reelay'],
] as const
export type SectionId = (typeof SECTIONS)[number][0]

export interface SettingText {
  readonly section: SectionId
  readonly name: string
  readonly sentence: string
  /** Other words that people look for. */
  readonly synonyms: string
  /** Without it there is nothing to compare with. */
  readonly default?: string
}

export const SETTING_TEXTS = {
  theme: {
    section: 'general',
    name: 'Theme',
    sentence: 'Light or dark, or as the system is.',
    synonyms: 'appearance colours color dark mode',
    default: 'as the system',
  },
  startAtLogin: {
    section: 'general',
    name: 'Start when I sign in',
    sentence: 'Without its window; uploads and watched folders go on by themselves.',
    synonyms: 'login autostart boot launch startup',
    default: 'off',
  },
  dropWindow: {
    section: 'general',
    name: 'Drop window',
    sentence: 'A small window on top of all others that takes files, folders and links. Also in the View menu and in the tray.',
    synonyms: 'drag basket float always on top',
    default: 'off',
  },
  thumbnails: {
    section: 'general',
    name: 'Show a frame of each clip',
    sentence: 'Made on this computer, of clips that are on the screen. Off deletes the ones that are kept.',
    synonyms: 'thumbnails pictures preview posters images',
    default: 'on',
  },
  thumbnailBytes: {
    section: 'general',
    name: 'Space for frames',
    sentence: 'At most. The ones that were not shown for longest go first.',
    synonyms: 'thumbnails cache disk room storage size',
    default: '200 MB',
  },
  concurrency: {
    section: 'sending',
    name: 'Uploads at the same time',
    sentence: 'From 1 to 10. Two or three make the best use of most connections.',
    synonyms: 'parallel concurrent concurrency simultaneous slots',
    default: '3',
  },
  whenExpired: {
    section: 'sending',
    name: 'When the host has dropped an unfinished upload',
    sentence: 'Some hosts keep what arrived for a day, some for an hour.',
    synonyms: 'expired expiry start over restart',
    default: 'ask me',
  },
  whenChanged: {
    section: 'sending',
    name: 'When a file changed after a part of it was sent',
    sentence: 'The parts of two versions are never put together: the new one is sent from the beginning.',
    synonyms: 'modified edited new version overwrite',
    default: 'ask me',
  },
  stallSeconds: {
    section: 'sending',
    name: 'Drop a silent connection after',
    sentence: 'Seconds in which nothing moves. The upload goes on where the host says it stopped.',
    synonyms: 'stall timeout hang patience',
    default: '60',
  },
  quietSeconds: {
    section: 'sending',
    name: 'A file is finished when unchanged for',
    sentence: 'Seconds. A file that is still being written is not sent before.',
    synonyms: 'quiet growing recording patience stable',
    default: '10',
  },
  limitBytesPerSecond: {
    section: 'speed',
    name: 'Speed limit',
    sentence: 'For all uploads together, per second. Empty is no limit.',
    synonyms: 'bandwidth throttle rate MB/s slow',
    default: 'none',
  },
  schedule: {
    section: 'speed',
    name: 'Hours of the week',
    sentence: 'Choose a speed and paint. Hours that are not painted have the speed limit above.',
    synonyms: 'schedule night time day office weekend bandwidth throttle when',
    default: 'nothing painted',
  },
  accountLimits: {
    section: 'speed',
    name: 'Limits of accounts',
    sentence: 'For all uploads of an account together, under the limit of the moment.',
    synonyms: 'bandwidth throttle host speed rate',
    default: 'none',
  },
  ignoredNames: {
    section: 'folders',
    name: 'Ignore list',
    sentence:
      'Names of files and folders that watched folders leave out, one pattern a line: * stands for anything, ? for one letter. Capital letters make no difference.',
    synonyms: 'exclude skip pattern glob DS_Store temporary proxies',
    default: 'as shipped',
  },
  keepAwake: {
    section: 'power',
    name: 'Keep this computer awake',
    sentence: 'While bytes move. The display may sleep.',
    synonyms: 'sleep caffeine suspend battery power wake',
    default: 'when plugged in',
  },
  wakeStallSeconds: {
    section: 'power',
    name: 'Drop a silent connection after waking up',
    sentence: 'Seconds, for the first three minutes. Connections are often dead then.',
    synonyms: 'wake sleep timeout resume stall',
    default: '15',
  },
  proxyMode: {
    section: 'network',
    name: 'Proxy',
    sentence: 'The way to the hosts. This computer itself is always reached directly.',
    synonyms: 'http socks firewall company route',
    default: 'as the system',
  },
  proxyUrl: {
    section: 'network',
    name: 'Proxy address',
    sentence: 'Without name and password; those go below.',
    synonyms: 'http server port firewall manual',
  },
  proxySignIn: {
    section: 'network',
    name: 'Sign-in to the proxy',
    sentence: 'Only if the proxy asks for one. No other proxy gets it.',
    synonyms: 'password user name login authentication credentials',
  },
  caFile: {
    section: 'network',
    name: 'Certificates',
    sentence: 'A PEM file with authorities to trust besides those of the system. Usually empty.',
    synonyms: 'ca tls ssl https trust pem root authority',
    default: 'none',
  },
  quietHours: {
    section: 'notifications',
    name: 'Quiet hours',
    sentence: 'Only what stops a whole batch is told by a notification.',
    synonyms: 'do not disturb night silent notify',
    default: 'none',
  },
  keepHistoryDays: {
    section: 'history',
    name: 'Keep what happened to uploads for',
    sentence:
      'Days, in History and in the list. How each began and what happened last stays as long as it is in the list; receipts stay for good.',
    synonyms: 'history purge retention delete log receipts',
    default: '90',
  },
  finishedLeave: {
    section: 'history',
    name: 'Finished clips leave the queue',
    sentence: 'A minute after all clips that were added together are done. History keeps them.',
    synonyms: 'clear list done sent remove archive',
    default: 'on',
  },
  terminal: {
    section: 'terminal',
    name: 'The reelay command',
    sentence: 'How to install it, and how it reaches this app.',
    synonyms: 'cli shell npm script console',
  },
  updates: {
    section: 'updates',
    name: 'Updates',
    sentence: 'What is known of newer versions.',
    synonyms: 'version release upgrade new download install',
  },
  checkForUpdates: {
    section: 'updates',
    name: 'Look for updates by itself',
    sentence: 'And download them. Nothing is installed before you say so.',
    synonyms: 'automatic version release upgrade',
    default: 'on',
  },
  about: {
    section: 'about',
    name: 'This version',
    sentence: 'What this Reelay is, diagnostics, licences, logs.',
    synonyms: 'version diagnostics support bug report crash licence license data folder',
  },
} as const satisfies Readonly<Record<string, SettingText>>

export type SettingId = keyof typeof SETTING_TEXTS

export function textOf(id: SettingId): SettingText {
  return SETTING_TEXTS[id]
}
