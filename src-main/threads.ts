/** @file Threads for calls at drives. Node has four, which one drive that does not answer would use up. Imported first of all. */
import process from 'node:process'

process.env['UV_THREADPOOL_SIZE'] ??= '16'
