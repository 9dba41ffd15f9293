import { describe, expect, it, vi } from 'vitest'
import { createWatchHarness } from '../../../support/watch-harness.ts'

describe('once', () => {
  it('a file that the rules leave out since its content was read is not sent again', async () => {
    const watch = createWatchHarness({ whenChanged: 'send' })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    watch.write('a.mp4', 'two', true)
    const { sha256 } = watch.files
    vi.spyOn(watch.files, 'sha256').mockImplementationOnce((...args) => {
      watch.rules({ exclude: ['a.*'] })
      return sha256(...args)
    })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('a file is not sent again by another scan', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await watch.scan()
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('a file that was moved or renamed is not new, before and after it is sent', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('day/b.mp4', 'two')
    await watch.scan()
    watch.move('a.mp4', 'day/a2.mp4')
    await watch.scan()
    expect(watch.reported).toEqual(['moved day/a2.mp4'])
    watch.send()
    watch.move('day/b.mp4', 'night/b.mp4')
    watch.move('day/a2.mp4', 'a.mp4')
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4', 'day/b.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent', 'night/b.mp4 sent'])
  })

  it('two files that changed names are the same two', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'other')
    await watch.scan()
    watch.send()
    watch.move('a.mp4', 'x.mp4')
    watch.move('b.mp4', 'a.mp4')
    watch.move('x.mp4', 'b.mp4')
    await watch.scan()
    expect(watch.handed).toHaveLength(2)
    expect(watch.known()).toEqual(['a.mp4 sent', 'b.mp4 sent'])
  })

  it('a file that replaces a queued one is sent as itself, and the other one not under its name', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'other')
    await watch.scan()
    watch.remove('a.mp4')
    watch.move('b.mp4', 'a.mp4')
    await watch.scan()
    expect(watch.reported).toEqual(['displaced a.mp4', 'moved a.mp4'])
    expect(watch.handed).toHaveLength(2)
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })

  it('a file that was touched is recognised by its content', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await watch.clock.advance(60_000)
    watch.touch('a.mp4')
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('a file that was gone and is copied back is recognised by its content', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    watch.remove('a.mp4')
    await watch.scan()
    watch.write('back/a.mp4', 'one')
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['back/a.mp4 sent'])
  })

  it('another clip under an old name is new, while the old one was there and after it was gone', async () => {
    const watch = createWatchHarness()
    watch.write('C0001.MP4', 'first')
    await watch.scan()
    watch.send()
    watch.write('C0001.MP4', 'other')
    await watch.scan()
    watch.send()
    watch.remove('C0001.MP4')
    await watch.scan()
    watch.write('C0001.MP4', 'third')
    await watch.scan()
    expect(watch.handed).toEqual(['C0001.MP4', 'C0001.MP4', 'C0001.MP4'])
  })

  it('a second name of a file has that reason', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.hardLink('a.mp4', 'b.mp4')
    await watch.scan()
    watch.send()
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent', 'b.mp4 ignored (same-file)'])
  })

  it('what was taken out of the queue is not put back', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    const entry = watch.watchedFiles.ofUpload('upload 1')
    const upload = watch.uploads.get('upload 1')
    if (!entry || !upload) throw new Error('it was not handed over')
    watch.folder.onUpload(entry, { kind: 'removed', upload })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 ignored (removed)'])
  })

  it('what was cancelled counts as queued when that is undone', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    const upload = watch.uploads.get('upload 1')
    for (const kind of ['removed', 'other'] as const) {
      const entry = watch.watchedFiles.ofUpload('upload 1')
      if (!entry || !upload) throw new Error('it was not handed over')
      watch.folder.onUpload(entry, { kind, upload })
    }
    expect(watch.known()).toEqual(['a.mp4 queued'])
    await watch.scan()
    watch.send()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('what the queue did while the folder was stopped is caught up with', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'two')
    await watch.scan()
    watch.set('upload 1', { state: 'done', sentAt: 5 })
    watch.uploads.delete('upload 2')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 sent', 'b.mp4 ignored (removed)'])
    expect(watch.handed).toHaveLength(2)
  })
})

describe('a file that changed after it was sent', () => {
  const rewritten = async (whenChanged: 'ask' | 'send' | 'ignore') => {
    const watch = createWatchHarness({ whenChanged })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await watch.clock.advance(60_000)
    watch.write('a.mp4', 'two and more', true)
    await watch.scan()
    return watch
  }

  it('is asked about, and sent when a person decides so', async () => {
    const watch = await rewritten('ask')
    expect(watch.known()).toEqual(['a.mp4 asking (changed)'])
    await watch.scan()
    expect(watch.handed).toHaveLength(1)
    const [entry] = watch.watchedFiles.inState('volume\nin', 'asking', 0, 10)
    if (!entry) throw new Error('nothing asks')
    expect(await watch.folder.sendAnyway([entry])).toBe(1)
    await watch.clock.advance(1_000)
    watch.send()
    expect(watch.handed).toHaveLength(2)
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('is left when a person decides so, until it changes again', async () => {
    const watch = await rewritten('ask')
    const [entry] = watch.watchedFiles.inState('volume\nin', 'asking', 0, 10)
    if (!entry) throw new Error('nothing asks')
    expect(watch.folder.decline(entry)).toBe(true)
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 sent'])
    await watch.clock.advance(60_000)
    watch.write('a.mp4', 'three', true)
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 asking (changed)'])
    expect(watch.handed).toHaveLength(1)
  })

  it('is sent as a new version', async () => {
    const watch = await rewritten('send')
    watch.send()
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4', 'a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('is left alone', async () => {
    const watch = await rewritten('ignore')
    await watch.scan()
    expect(watch.handed).toHaveLength(1)
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })

  it('is reported to the queue while it is queued', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.write('a.mp4', 'one and more', true)
    await watch.scan()
    expect(watch.reported[0]).toBe('changed a.mp4')
    expect(watch.handed).toHaveLength(1)
  })
})
