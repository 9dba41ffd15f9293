/** @file The texts of every setting: name, description, synonyms and default. The search reads them. */
import { DEFAULT_SETTINGS } from '@contract/default-settings.ts'
import { formatNumber, lazyTexts, t, tc } from '@contract/i18n/i18n.ts'
import { LANGUAGE_NAMES } from '@contract/i18n/languages.ts'
import { formatBytes } from '@contract/text/format.ts'

/** Titles of the sections, in their order. */
export const SECTION_TITLES = lazyTexts({
  general: () => t('General'),
  sending: () => tc('settings', 'Sending'),
  speed: () => t('Speed and hours'),
  folders: () => t('Watched folders'),
  power: () => t('Sleep and power'),
  network: () => t('Network'),
  notifications: () => t('Notifications'),
  history: () => t('History'),
  terminal: () => t('In the terminal'),
  updates: () => t('Updates'),
  about: () => t('About Reelay'),
})
export type SectionId = keyof typeof SECTION_TITLES
export const SECTIONS = Object.keys(SECTION_TITLES) as readonly SectionId[]

interface SettingText {
  readonly section: SectionId
  readonly name: string
  readonly sentence: string
  /** Other words that people may search for. */
  readonly synonyms: string
  /** The default as a text; missing for what has none. */
  readonly default?: string
}

export const SETTING_TEXTS = lazyTexts({
  theme: () => ({
    section: 'general',
    name: t('Theme'),
    sentence: t('Light or dark, or as the system is.'),
    synonyms: t('appearance colours color dark mode'),
    default: t('as the system'),
  }),
  language: () => ({
    section: 'general',
    name: t('Language'),
    sentence: t('Of this interface. Receipts, exports, logs and the command for the terminal are in English.'),
    synonyms: [t('translation locale'), ...Object.values(LANGUAGE_NAMES)].join(' '),
    default: t('as the system'),
  }),
  startAtLogin: () => ({
    section: 'general',
    name: t('Start when I sign in'),
    sentence: t('Without its window; uploads and watched folders go on by themselves.'),
    synonyms: t('login autostart boot launch startup'),
    default: tc('switch', 'off'),
  }),
  dropWindow: () => ({
    section: 'general',
    name: t('Drop window'),
    sentence: t(
      'A small window on top of all others that takes files, folders and links. Also in the View menu and in the tray.',
    ),
    synonyms: t('drag basket float always on top'),
    default: tc('switch', 'off'),
  }),
  thumbnails: () => ({
    section: 'general',
    name: t('Show a frame of each clip'),
    sentence: t('Made on this computer, of clips that are on the screen. Off deletes the ones that are kept.'),
    synonyms: t('thumbnails pictures preview posters images'),
    default: tc('switch', 'on'),
  }),
  thumbnailBytes: () => ({
    section: 'general',
    name: t('Space for frames'),
    sentence: t('At most. The ones that were not shown for longest go first.'),
    synonyms: t('thumbnails cache disk room storage size'),
    default: formatBytes(DEFAULT_SETTINGS.thumbnailBytes),
  }),
  concurrency: () => ({
    section: 'sending',
    name: t('Uploads at the same time'),
    sentence: t('From 1 to 10. Two or three make the best use of most connections.'),
    synonyms: t('parallel concurrent concurrency simultaneous slots'),
    default: formatNumber(DEFAULT_SETTINGS.concurrency),
  }),
  whenExpired: () => ({
    section: 'sending',
    name: t('When the host has dropped an unfinished upload'),
    sentence: t('Some hosts keep what arrived for a day, some for an hour.'),
    synonyms: t('expired expiry start over restart'),
    default: t('ask me'),
  }),
  whenChanged: () => ({
    section: 'sending',
    name: t('When a file changed after a part of it was sent'),
    sentence: t('The parts of two versions are never put together: the new one is sent from the beginning.'),
    synonyms: t('modified edited new version overwrite'),
    default: t('ask me'),
  }),
  stallSeconds: () => ({
    section: 'sending',
    name: t('Drop a silent connection after'),
    sentence: t('Seconds in which nothing moves. The upload goes on where the host says it stopped.'),
    synonyms: t('stall timeout hang patience'),
    default: formatNumber(DEFAULT_SETTINGS.stallSeconds),
  }),
  quietSeconds: () => ({
    section: 'sending',
    name: t('A file is finished when unchanged for'),
    sentence: t('Seconds. A file that is still being written is not sent before.'),
    synonyms: t('quiet growing recording patience stable'),
    default: formatNumber(DEFAULT_SETTINGS.quietSeconds),
  }),
  limitBytesPerSecond: () => ({
    section: 'speed',
    name: t('Speed limit'),
    sentence: t('For all uploads together, per second. Empty is no limit.'),
    synonyms: t('bandwidth throttle rate MB/s slow'),
    default: tc('limit', 'none'),
  }),
  schedule: () => ({
    section: 'speed',
    name: t('Hours of the week'),
    sentence: t('Choose a speed and paint. Hours that are not painted have the speed limit above.'),
    synonyms: t('schedule night time day office weekend bandwidth throttle when'),
    default: t('nothing painted'),
  }),
  accountLimits: () => ({
    section: 'speed',
    name: t('Limits of accounts'),
    sentence: t('For all uploads of an account together, under the limit of the moment.'),
    synonyms: t('bandwidth throttle host speed rate'),
    default: tc('limits', 'none'),
  }),
  ignoredNames: () => ({
    section: 'folders',
    name: t('Ignore list'),
    sentence: t(
      'Names of files and folders that watched folders leave out, one pattern a line: * stands for anything, ? for one letter. Capital letters make no difference.',
    ),
    synonyms: t('exclude skip pattern glob DS_Store temporary proxies'),
    default: t('as shipped'),
  }),
  keepAwake: () => ({
    section: 'power',
    name: t('Keep this computer awake'),
    sentence: t('While bytes move. The display may sleep.'),
    synonyms: t('sleep caffeine suspend battery power wake'),
    default: t('when plugged in'),
  }),
  wakeStallSeconds: () => ({
    section: 'power',
    name: t('Drop a silent connection after waking up'),
    sentence: t('Seconds, for the first three minutes. Connections are often dead then.'),
    synonyms: t('wake sleep timeout resume stall'),
    default: formatNumber(DEFAULT_SETTINGS.wakeStallSeconds),
  }),
  proxyMode: () => ({
    section: 'network',
    name: t('Proxy'),
    sentence: t('The way to the hosts. This computer itself is always reached directly.'),
    synonyms: t('http socks firewall company route'),
    default: t('as the system'),
  }),
  proxyUrl: () => ({
    section: 'network',
    name: t('Proxy address'),
    sentence: t('Without name and password; those go below.'),
    synonyms: t('http server port firewall manual'),
  }),
  proxySignIn: () => ({
    section: 'network',
    name: t('Sign-in to the proxy'),
    sentence: t('Only if the proxy asks for one. No other proxy gets it.'),
    synonyms: t('password user name login authentication credentials'),
  }),
  caFile: () => ({
    section: 'network',
    name: t('Certificates'),
    sentence: t('A PEM file with authorities to trust besides those of the system. Usually empty.'),
    synonyms: t('ca tls ssl https trust pem root authority'),
    default: tc('certificates', 'none'),
  }),
  quietHours: () => ({
    section: 'notifications',
    name: t('Quiet hours'),
    sentence: t('Only what stops a whole batch is told by a notification.'),
    synonyms: t('do not disturb night silent notify'),
    default: tc('hours', 'none'),
  }),
  keepHistoryDays: () => ({
    section: 'history',
    name: t('Keep what happened to uploads for'),
    sentence: t(
      'Days, in History and in the list. How each began and what happened last stays as long as it is in the list; receipts stay for good.',
    ),
    synonyms: t('history purge retention delete log receipts'),
    default: formatNumber(DEFAULT_SETTINGS.keepHistoryDays),
  }),
  finishedLeave: () => ({
    section: 'history',
    name: t('Finished clips leave the queue'),
    sentence: t('A minute after all clips that were added together are done. History keeps them.'),
    synonyms: t('clear list done sent remove archive'),
    default: tc('switch', 'on'),
  }),
  terminal: () => ({
    section: 'terminal',
    name: t('The reelay command'),
    sentence: t('How to install it, and how it reaches this app.'),
    synonyms: t('cli shell npm script console'),
  }),
  updates: () => ({
    section: 'updates',
    name: t('Updates'),
    sentence: t('What is known of newer versions.'),
    synonyms: t('version release upgrade new download install'),
  }),
  checkForUpdates: () => ({
    section: 'updates',
    name: t('Look for updates by itself'),
    sentence: t('And download them. Nothing is installed before you say so.'),
    synonyms: t('automatic version release upgrade'),
    default: tc('switch', 'on'),
  }),
  about: () => ({
    section: 'about',
    name: t('This version'),
    sentence: t('What this Reelay is, diagnostics, licences, logs.'),
    synonyms: t('version diagnostics support bug report crash licence license data folder'),
  }),
} satisfies Readonly<Record<string, () => SettingText>>)

export type SettingId = keyof typeof SETTING_TEXTS

export function textOf(id: SettingId): SettingText {
  return SETTING_TEXTS[id]
}
