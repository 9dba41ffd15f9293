/** @file Receipts of finished uploads in the journal. */
import type { ReceiptStore } from '../../engine/ports/journal.ts'
import { clueValues, likeFile, MAX_ALIKE } from './clues.ts'
import type { Database } from './database.ts'
import { identityFrom, number, receiptFrom, receiptValues, text } from './rows.ts'
import { columnsAndValues } from './sql.ts'

const NEWEST_OF_UPLOAD = 'SELECT * FROM receipts WHERE upload_id = :uploadId ORDER BY finished_at DESC LIMIT 1'

export function createReceiptStore(database: Database): ReceiptStore {
  return {
    insert(receipt, file) {
      const values = receiptValues(receipt, file)
      database.run(`INSERT INTO receipts ${columnsAndValues(Object.keys(values))}`, values)
    },

    ofLink(path, accountId, inode) {
      const sql = `SELECT * FROM receipts WHERE path = :path AND account_id = :accountId AND inode = :inode
        ORDER BY finished_at DESC LIMIT 1`
      const row = database.one(sql, { path, accountId, inode })
      return row && receiptFrom(row)
    },

    alike(clues, accountId) {
      const sql = `SELECT receipts.* FROM ${likeFile('receipts')} WHERE size_bytes = :sizeBytes
        ORDER BY finished_at DESC LIMIT ${MAX_ALIKE}`
      return database.all(sql, clueValues(clues, accountId)).map((row) => ({
        receipt: receiptFrom(row),
        path: text(row, 'path'),
        identity: identityFrom(row),
        location: text(row, 'location'),
      }))
    },

    get(id) {
      const row = database.one('SELECT * FROM receipts WHERE id = :id', { id })
      return row && receiptFrom(row)
    },

    ofUpload(uploadId) {
      const row = database.one(NEWEST_OF_UPLOAD, { uploadId })
      return row && receiptFrom(row)
    },

    fileOf(uploadId) {
      const row = database.one(NEWEST_OF_UPLOAD, { uploadId })
      if (!row) return null
      const { path, media: facts } = receiptFrom(row)
      const identity = identityFrom(row)
      const { sizeBytes, mtimeNs } = identity
      const kind = identity.device === 'link' ? 'import' : 'upload'
      return { kind, path, location: text(row, 'location'), identity, media: facts && { sizeBytes, mtimeNs, facts } }
    },

    prove(id, reported, proof) {
      const values = { id, reported: JSON.stringify(reported), proof: JSON.stringify(proof) }
      database.run('UPDATE receipts SET reported = :reported, proof = :proof WHERE id = :id', values)
    },

    list(since, offset, limit, batchId) {
      const where = `WHERE finished_at >= :since ${batchId === undefined ? '' : 'AND batch_id = :batchId'}`
      const values = { since, limit, offset, batchId: batchId ?? null }
      const rows = database.all(
        `SELECT * FROM receipts ${where} ORDER BY finished_at DESC, id LIMIT :limit OFFSET :offset`,
        values,
      )
      const total = database.one(`SELECT count(*) AS n FROM receipts ${where}`, values)
      return { receipts: rows.map(receiptFrom), total: number(total, 'n') }
    },
  }
}
