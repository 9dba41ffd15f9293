/** @file Progress of a task: JSON lines for programs, a bar on a terminal, nothing elsewhere. */
import process from 'node:process'
import { createLogUpdate } from 'log-update'
import type { TaskView } from '../../contract/queue/task.ts'
import { percentOf } from '../../contract/text/format.ts'
import { progressBar } from './progress-bar.ts'
import { printJson } from './terminal.ts'

interface TaskReporter {
  progress(task: TaskView): void
  end(): void
}

export function createTaskReporter(json: boolean): TaskReporter {
  if (json) {
    return {
      progress: ({ verb, done, total }) => printJson({ type: 'progress', verb, done, total }),
      end() {},
    }
  }
  if (!process.stdout.isTTY) return { progress() {}, end() {} }
  const log = createLogUpdate(process.stdout)
  return {
    progress: (task) => log(taskLine(task)),
    end() {
      log.clear()
      log.done()
    },
  }
}

/** `pause  ███████░░░░░  42 %  42,000 of 100,000` */
function taskLine({ verb, done, total }: Pick<TaskView, 'verb' | 'done' | 'total'>): string {
  const percent = percentOf(done, total)
  return `${verb}  ${progressBar(percent)}  ${Math.floor(percent)} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
}
