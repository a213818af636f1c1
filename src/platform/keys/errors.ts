// Error codes of the key file and of sealed values. Texts only; never a byte of the key.
import { errorTable } from '../../core/errors.ts'

export const keyError = errorTable('keys', {
  'cannot-open': {
    status: 500,
    message: 'a sealed value does not open: it was sealed with another key, for another place, or was changed',
    help: 'start Holdfast with the key file of this installation',
  },
  'file-missing': {
    status: 500,
    message: 'the key file `{file}` of this installation is missing',
    help: 'put it back from your backup, or say where it is with --key-file; without it no stored secret can be read',
  },
  'file-open': {
    status: 500,
    message: 'the key file `{file}` can be read by others: {why}',
    help: 'make it yours alone: `chmod 600` and the right owner; if others may have read it, treat it as stolen',
  },
  'file-invalid': {
    status: 500,
    message: '`{file}` is not a key file of Holdfast: {why}',
    help: 'say which file is the right one with --key-file, or put it back from your backup',
  },
  'file-foreign': {
    status: 500,
    message: 'the key file `{file}` belongs to another installation',
    help: 'this one is {installId}: say where its key file is with --key-file',
  },
  'file-unusable': { status: 500, message: 'the key file `{file}` cannot be used: {why}', help: 'say where it may be with --key-file' },
  'no-place': {
    status: 500,
    message: 'there is no home folder to keep the key file in',
    help: 'say where it is, or may be made, with --key-file',
  },
})
