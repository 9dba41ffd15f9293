/** @file Threads for file system calls. Node has four by default, which one unresponsive drive would block. Imported first. */
import process from 'node:process'

process.env['UV_THREADPOOL_SIZE'] ??= '16'
