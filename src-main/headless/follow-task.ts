/** @file Shows the progress of a task, and stops it between two slices when the command is interrupted. */
import type { TaskView } from '../contract/queue/task.ts'
import type { Client } from '../http-api/client.ts'
import type { CommandContext } from './attach.ts'
import { createTaskReporter } from './output/task-progress.ts'

interface FollowedTask {
  /** Whether it was stopped before its end. */
  isStopped(): boolean
  /** Resolves when the stopped task has ended. */
  end(): Promise<void>
}

/** @param onOver called when the command is interrupted and nothing is left to stop */
export async function followTask(
  { interrupted, json }: Pick<CommandContext, 'interrupted' | 'json'>,
  client: Client,
  id: string,
  onOver: () => void,
): Promise<FollowedTask> {
  const reporter = createTaskReporter(json)
  let isStopped = false
  let stopping = Promise.resolve()

  /** Only a running task can be stopped; one that has not begun or has ended is unknown. */
  function stop(): void {
    stopping = client.request('tasks.stop', { task: id }).then((task) => {
      isStopped = task.state === 'stopped'
      if (!isStopped) onOver()
    }, onOver)
  }

  const unsubscribe = await client.subscribe(
    ['tasks.changed'],
    (_event, payload) => {
      const task = (payload as readonly TaskView[]).find((one) => one.id === id)
      if (task?.state === 'running') reporter.progress(task)
    },
    () => {},
  )
  interrupted.addEventListener('abort', stop, { once: true })
  if (interrupted.aborted) onOver()

  return {
    isStopped: () => isStopped,
    async end() {
      await stopping
      interrupted.removeEventListener('abort', stop)
      unsubscribe()
      reporter.end()
    },
  }
}
