/** @file CSV as RFC 4180 has it, for spreadsheets. */

/** Line end of RFC 4180. */
export const CSV_END = '\r\n'
/** Excel needs it to read a file as UTF-8. The reader of a pipe would take it for a part of the first name. */
export const CSV_MARK = '\uFEFF'

export type CsvFields = Readonly<Record<string, string | number | null | readonly string[]>>

/** One line without its end. Lists are joined; values that a spreadsheet would run as a formula become plain text. */
export function csvLine(columns: readonly string[], fields: CsvFields): string {
  return columns
    .map((column) => {
      const field = fields[column] ?? ''
      const value = Array.isArray(field) ? field.join('; ') : String(field)
      const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
      return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
    })
    .join(',')
}
