/** @file Loaded into a subject: its wall clock jumps by `CLOCK_SHIFT_MS` when it gets SIGUSR2. */
import process from 'node:process'

const RealDate = globalThis.Date
let shift = 0

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shift)
    else super(...args)
  }

  static now() {
    return RealDate.now() + shift
  }
}

process.on('SIGUSR2', () => {
  shift = Number(process.env.CLOCK_SHIFT_MS ?? 0)
})
