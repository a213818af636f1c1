// Who runs the embedded server: PostgreSQL refuses to run as root, so root hands it to `nobody`. Owns that choice and nothing else.
import { userInfo } from 'node:os'
import { storeError } from './errors.ts'

const NOBODY = 65_534

export interface ServerUser {
  readonly uid: number
  readonly gid: number
  /** the server runs as somebody else than we do */
  readonly switched: boolean
  /** options for child_process */
  readonly spawn: { readonly uid?: number; readonly gid?: number }
  /** names of the system's users who may connect: whoever runs Holdfast, and root */
  readonly admitted: readonly string[]
}

export function serverUser(): ServerUser {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid === 0) {
    return { uid: NOBODY, gid: NOBODY, switched: true, spawn: { uid: NOBODY, gid: NOBODY }, admitted: ['root'] }
  }
  let name: string
  try {
    name = userInfo().username
  } catch (error) {
    throw storeError('no-user-name', { uid }, error)
  }
  return { uid, gid, switched: false, spawn: {}, admitted: [...new Set([name, 'root'])] }
}
