/** @file Unfinished tasks on many uploads. */
import type { StoredTask, TaskStore } from '../../engine/queue/tasks/bulk-store.ts'
import type { Database, Row } from './database.ts'
import { number, numberOrNull, text } from './rows.ts'

const COLUMNS = 'id, verb, input, state, cursor, total, done, changed, refused, started_at, undo_until'
const VALUES = ':id, :verb, :input, :state, :cursor, :total, :done, :changed, :refused, :startedAt, :undoUntil'
const PROGRESS = `state = :state, cursor = :cursor, total = :total, done = :done, changed = :changed, refused = :refused,
  undo_until = :undoUntil`
const STATES = ['running', 'undoable', 'undoing', 'ending'] as const

export function createTaskStore(database: Database): TaskStore {
  return {
    add: (task) => database.run(`INSERT INTO tasks (${COLUMNS}) VALUES (${VALUES})`, { ...task }),
    advance: (id, progress) => database.run(`UPDATE tasks SET ${PROGRESS} WHERE id = :id`, { ...progress, id }),
    list: () => database.all('SELECT * FROM tasks ORDER BY started_at, rowid').map(taskFrom),
    remove: (id) => database.run('DELETE FROM tasks WHERE id = :id', { id }),
  }
}

function taskFrom(row: Row): StoredTask {
  return {
    id: text(row, 'id'),
    verb: text(row, 'verb'),
    input: text(row, 'input'),
    // A task with an unknown state is ended: nothing is restored by guessing.
    state: STATES.find((state) => state === row['state']) ?? 'ending',
    cursor: number(row, 'cursor'),
    total: number(row, 'total'),
    done: number(row, 'done'),
    changed: number(row, 'changed'),
    refused: number(row, 'refused'),
    startedAt: number(row, 'started_at'),
    undoUntil: numberOrNull(row, 'undo_until'),
  }
}
