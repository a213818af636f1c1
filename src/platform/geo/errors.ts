// Error codes of the place data. Texts only; never an address that was asked for.
import { errorTable } from '../../core/errors.ts'

export const geoError = errorTable('geo', {
  missing: {
    status: 500,
    message: 'the file with the countries of addresses is not there: `{file}`',
    help: 'install Holdfast again; the file is part of it',
  },
  damaged: {
    status: 500,
    message: 'the file with the countries of addresses cannot be read: `{file}`',
    help: 'install Holdfast again; the file is damaged or of another format',
  },
})
