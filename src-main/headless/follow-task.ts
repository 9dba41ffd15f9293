/** @file Shows how far work on many uploads is, and stops it in order when the command is told to end. */
import type { TaskView } from '../contract/task.ts'
import type { Client } from '../http-api/client.ts'
import type { CommandContext } from './attach.ts'
import { createTaskReporter } from './output/task-progress.ts'

export interface FollowedTask {
  /** Whether it was stopped on the way. */
  isStopped(): boolean
  /** Settles when what was told to stop has. */
  end(): Promise<void>
}

/** @param onOver the command is told to end and there is nothing left to stop */
export async function followTask(
  { interrupted, json }: Pick<CommandContext, 'interrupted' | 'json'>,
  client: Client,
  id: string,
  onOver: () => void,
): Promise<FollowedTask> {
  const reporter = createTaskReporter(json)
  let isStopped = false
  let stopping = Promise.resolve()

  /** What has begun is stopped; what has not, or is through, is not there. */
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
