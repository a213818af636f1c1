// Error codes of the event store. Texts only.
import { errorTable } from '../../core/errors.ts'

export const eventsError = errorTable('events', {
  'writer-name': {
    status: 500,
    message: '`{name}` is no name for a writer of access records',
    help: 'small letters, digits, dot, dash and underscore, at most 64; it names a folder',
  },
  'writer-busy': {
    status: 409,
    message: 'another process writes access records as `{name}`',
    help: 'each writer has a folder of its own: stop the other process, or give this one another name',
  },
  'writer-closed': {
    status: 500,
    message: 'the writer of access records `{name}` is closed: {why}',
    help: 'what was not acknowledged is not stored: mend the cause and open the writer again',
  },
  'record-invalid': {
    status: 500,
    message: 'an access record cannot be stored: {what}',
    help: 'this is a fault of the program that made it; report it with this text',
  },
  'disk-full': {
    status: 507,
    message: 'the disk is full: access records cannot be written in {folder}',
    help: 'make room there and start what writes them again; nothing that was acknowledged is lost',
  },
  'folder-not-usable': {
    status: 500,
    message: 'access records cannot be kept in {folder}: {why}',
    help: 'give the user that runs Holdfast the right to read and write there; `holdfast doctor` looks again',
  },
  'manifest-unreadable': {
    status: 500,
    message: 'the list of compacted access records cannot be read: {file}',
    help: 'restore it from a backup; the records themselves are in the files beside it',
  },
  'file-damaged': {
    status: 500,
    message: 'compacted access records are missing or damaged: {file}',
    help: 'restore the file from a backup and try again; until then its hour is shown as a gap',
  },
  'query-invalid': { status: 400, message: 'the question about accesses cannot be answered: {what}', help: '{help}' },
  closed: { status: 503, message: 'the event store is closed', help: 'Holdfast is stopping; ask again when it runs' },
})

/** What the file system says, in our words; errors that are ours already pass. */
export function eventsProblem(folder: string, error: unknown): Error {
  const code = (error as { code?: unknown }).code
  // DuckDB has no codes.
  if (error instanceof Error && error.message.includes('No space left on device')) return eventsError('disk-full', { folder }, error)
  if (typeof code !== 'string' || code.includes('/')) return error as Error
  if (code === 'ENOSPC' || code === 'EDQUOT') return eventsError('disk-full', { folder }, error)
  const said: Readonly<Record<string, string>> = {
    EACCES: 'no right to read or write there',
    EPERM: 'no right to read or write there',
    EROFS: 'it is on a read-only file system',
    ENOTDIR: 'a part of it is not a folder',
    EISDIR: 'a folder stands where a file should',
    ENOENT: 'a part of it does not exist',
    EMFILE: 'too many files are open',
    ENFILE: 'too many files are open',
    EIO: 'the disk reports an error',
    EFBIG: 'a file may not grow further',
  }
  const why = said[code]
  return why === undefined ? (error as Error) : eventsError('folder-not-usable', { folder, why }, error)
}
