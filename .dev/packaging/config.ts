/** @file The configuration of electron-builder. Values that the app uses too are imported from its sources. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { APP_ID, LINK_SCHEME } from '../../src-main/shell/names.ts'
import { VIDEO_TYPES } from '../../src-main/shell/video-types.ts'
import { checkPackage } from './check-package.ts'
import { feedFrom } from './feed.ts'
import { setFuses } from './fuses.ts'
import { hasAppleSignature, hasNotary } from './signing.ts'

/** Folder of the staged app. */
export const STAGE = join('out', 'stage', 'desktop')
export const PACKAGES = join('out', 'packages')
/** Not “reelay”, which is the command. The same name for windows and their launcher, else desktops show two icons. */
export const LINUX_NAME = 'reelay-desktop'
/** Wanted by deb and rpm. */
export const HOMEPAGE = 'https://reelay.app'
export const AUTHOR = 'Reelay contributors <packages@reelay.app>'

const LOCAL_NETWORK = 'Reelay sends your clips to servers in your network that you have added, such as a NAS.'

export function configFrom(env: NodeJS.ProcessEnv): Configuration {
  return {
    appId: APP_ID,
    productName: 'Reelay',
    copyright: 'Copyright © 2026 Reelay contributors',
    directories: { app: STAGE, output: PACKAGES, buildResources: 'resources/packaging' },
    // As a set of its own: a folder of this name in the first one is passed over.
    files: ['**/*', { from: 'node_modules', to: 'node_modules' }],
    asar: { smartUnpack: false },
    asarUnpack: ['**/*.node'],
    // The staged app has its packages already; what electron-builder would collect by itself is not what is needed.
    beforeBuild: () => Promise.resolve(false),
    async afterPack(context) {
      // Electron's own page, which an installed runtime has.
      await rm(join(context.packager.getResourcesDir(context.appOutDir), 'default_app.asar'), { force: true })
      await setFuses(context)
      await checkPackage(context)
    },
    publish: feedFrom(env),
    protocols: [{ name: 'Reelay', schemes: [LINK_SCHEME], role: 'Viewer' }],
    toolsets: { appimage: '1.0.3' },
    artifactName: `\${productName}-\${version}-\${os}-\${arch}.\${ext}`,
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.video',
      icon: 'resources/icons/icon.icns',
      minimumSystemVersion: '13.0',
      hardenedRuntime: hasAppleSignature(env),
      gatekeeperAssess: false,
      entitlements: 'resources/packaging/entitlements.mac.plist',
      entitlementsInherit: 'resources/packaging/entitlements.mac.plist',
      ...(hasAppleSignature(env) ? {} : { identity: null }),
      notarize: hasNotary(env),
      // An alternative in “Open with”, never the program that opens a video by itself.
      fileAssociations: [{ ext: Object.keys(VIDEO_TYPES), name: 'Video', role: 'Viewer', rank: 'Alternate' }],
      extendInfo: { NSLocalNetworkUsageDescription: LOCAL_NETWORK },
    },
    win: { target: ['nsis', 'portable'], icon: 'resources/icons/icon.ico' },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
      // What `fileAssociations` would write makes Reelay the default program; this only offers it.
      include: 'resources/packaging/installer.nsh',
      artifactName: `\${productName}-\${version}-win-\${arch}-setup.\${ext}`,
    },
    portable: { artifactName: `\${productName}-\${version}-win-\${arch}-portable.\${ext}` },
    linux: {
      target: ['AppImage', 'deb', 'rpm'],
      executableName: LINUX_NAME,
      syncDesktopName: true,
      icon: 'resources/icons',
      category: 'AudioVideo;Video;Network',
      synopsis: 'Desktop uploader for people who shoot video',
      maintainer: AUTHOR,
      // Not `fileAssociations`, which would define these types anew.
      mimeTypes: [...new Set(Object.values(VIDEO_TYPES))],
    },
    deb: { packageName: 'reelay' },
    rpm: { packageName: 'reelay' },
  }
}
