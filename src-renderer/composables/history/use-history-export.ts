/** @file Saves entries of History as a file. */
import { type ExportFormat, historyText } from '@contract/history/history-export.ts'
import type { PastUpload } from '@contract/history/past-upload.ts'
import { shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'
import { download } from '../page/download.ts'

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  json: 'application/x-ndjson',
  html: 'text/html',
}
const ENDINGS: Readonly<Record<ExportFormat, string>> = { csv: 'csv', json: 'jsonl', html: 'html' }

export function useHistoryExport() {
  const { notices } = useState()
  const busy = shallowRef(false)

  return {
    busy,
    /** @param title heading of the page, and the name of the file */
    async save(format: ExportFormat, title: string, entries: AsyncIterable<readonly PastUpload[]>): Promise<void> {
      if (busy.value) return
      busy.value = true
      try {
        const parts = await notices.attempt(async () => {
          const texts: string[] = []
          for await (const text of historyText(format, entries, { isFile: true, title, now: Date.now() })) texts.push(text)
          return texts
        })
        if (parts) download(`${title}.${ENDINGS[format]}`, TYPES[format], parts)
      } finally {
        busy.value = false
      }
    },
  }
}
