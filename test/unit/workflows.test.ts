import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { usesElectron } from '../support/runtime.ts'

const folder = fileURLToPath(new URL('../../.github/workflows', import.meta.url))

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

interface Job {
  readonly 'runs-on': string
  readonly 'timeout-minutes'?: number
  readonly needs?: readonly string[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly strategy?: {
    readonly matrix: { readonly runner?: readonly string[]; readonly include?: readonly { readonly runner: string }[] }
  }
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, Job>>
}

const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8')
const workflow = (name: string): Workflow => load(read(name)) as Workflow
const commandsOf = ({ steps }: Job): string[] => steps.flatMap(({ run }) => run ?? [])
const runnersOf = ({ strategy, ...job }: Job): readonly string[] =>
  strategy?.matrix.runner ?? strategy?.matrix.include?.map(({ runner }) => runner) ?? [job['runs-on']]

/** Both processors of all three systems. */
const RUNNERS = ['macos-15', 'macos-15-intel', 'ubuntu-24.04', 'ubuntu-24.04-arm', 'windows-11-arm', 'windows-2025']

describe.each(['check.yml', 'release.yml'])('%s', (name) => {
  const { permissions, jobs } = workflow(name)
  const all = Object.values(jobs)
  const steps = all.flatMap((job) => job.steps)

  it('pins every action to a commit, with its version beside it', () => {
    const uses = [...read(name).matchAll(/uses: (\S+)(.*)$/gm)].map(([, action = '', note = '']) => ({ action, note }))
    expect(uses.length).toBeGreaterThan(4)
    expect(
      uses.filter(({ action, note }) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(action) || !/^ # v\d+\.\d+\.\d+$/.test(note)),
    ).toEqual([])
    // One commit of each action.
    const commits = new Map(uses.map(({ action }) => action.split('@') as [string, string]))
    expect(uses.filter(({ action }) => commits.get(action.split('@')[0] ?? '') !== action.split('@')[1])).toEqual([])
  })

  it('may read the repository, and nothing else unless a job says so', () => {
    expect(permissions).toEqual({ contents: 'read' })
    const more = Object.entries(jobs).filter(([, job]) => job.permissions)
    expect(more.map(([job, { permissions: own }]) => [job, own])).toEqual(
      name === 'release.yml' ? [['draft', { contents: 'write' }]] : [],
    )
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false))
  })

  it('ends by itself, and never switches the sandbox off', () => {
    for (const job of all) expect(job['timeout-minutes']).toBeLessThanOrEqual(90)
    expect(read(name)).not.toContain('--no-sandbox')
    expect(read(name)).toContain('apparmor_restrict_unprivileged_userns=0')
  })

  it('puts nothing from outside into a shell', () => {
    const inserted = steps.flatMap(({ run }) => [...(run ?? '').matchAll(/\$\{\{[^}]*\}\}/g)].map(([text]) => text))
    expect(inserted).toEqual([])
  })
})

describe('check.yml', () => {
  const { jobs, on } = workflow('check.yml')
  const desktop = jobs['desktop'] as Job

  it('runs everything that a clone runs, and the desktop app on the real runtime of three systems', () => {
    expect(Object.keys(on)).toEqual(['push', 'pull_request'])
    expect(commandsOf(jobs['tests'] as Job)).toContain('npm test')
    expect([...runnersOf(desktop)].sort()).toEqual(RUNNERS)
    expect(desktop.env?.['REELAY_RUNTIME']).toBe('electron')
    const commands = commandsOf(desktop)
    expect(commands.indexOf('npx install-electron')).toBeGreaterThan(commands.indexOf('npm ci'))
    const tests = commands.filter((command) => command.includes('playwright test'))
    expect(tests.map((command) => command.includes('--project electron'))).toEqual([true, true])
    expect(tests.filter((command) => command.startsWith('xvfb-run --auto-servernum '))).toHaveLength(1)
    expect(commands).toContain('npm run pack -- dir')
    expect(commands.filter((command) => command.endsWith('smoke'))).toHaveLength(2)
  })
})

describe('release.yml', () => {
  const { jobs, on } = workflow('release.yml')
  const packages = jobs['packages'] as Job
  const draft = jobs['draft'] as Job

  it('packs on the system and processor of each package, and publishes nothing there', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } })
    expect([...runnersOf(packages)].sort()).toEqual(RUNNERS)
    expect(commandsOf(packages)).toContain('npm run pack')
    expect(commandsOf(jobs['command'] as Job)).toContain('npm run pack:cli')
    expect(readFileSync(fileURLToPath(new URL('../../.dev/packaging/pack.ts', import.meta.url)), 'utf8')).toContain(
      "publish: 'never'",
    )
    const secrets = Object.values(jobs).map((job) => JSON.stringify(job).includes('secrets.'))
    expect(secrets).toEqual([true, false, false])
  })

  it('starts what it has packed, and keeps it for the draft', () => {
    const commands = commandsOf(packages)
    expect(commands.findIndex((command) => command.includes('smoke'))).toBeGreaterThan(commands.indexOf('npm run pack'))
    const kept = packages.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
    expect(kept?.with).toMatchObject({ 'if-no-files-found': 'error' })
  })

  it('makes one draft of all packages, with merged feeds, which a person publishes', () => {
    expect(draft.needs).toEqual(['packages', 'command'])
    const commands = commandsOf(draft)
    expect(commands[0]).toMatch(/run\.mjs release packed release$/)
    expect(commands[1]).toMatch(/^gh release create .*--draft --verify-tag .*--notes-file release-notes\.md /)
  })

  it('is not the place of any other workflow', () => {
    expect(readdirSync(folder).sort()).toEqual(['check.yml', 'release.yml'])
  })
})

describe('REELAY_RUNTIME', () => {
  it('fails when Electron is asked for and absent, and takes the stand-in only when it may', () => {
    expect(usesElectron(undefined, false)).toBe(false)
    expect(usesElectron(undefined, true)).toBe(true)
    expect(usesElectron('electron', true)).toBe(true)
    expect(usesElectron('stand-in', true)).toBe(false)
    expect(() => usesElectron('electron', false)).toThrow('not installed: npx install-electron')
    expect(() => usesElectron('Electron', true)).toThrow('electron or stand-in')
  })
})
