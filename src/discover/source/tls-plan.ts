// What a database connection does about TLS. Owns the rule that a certificate is never left unchecked unless the target says so, and
// the words for what went wrong with it.
import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { discoverError } from '../errors.ts'

export interface TlsPlan {
  /** in the order they are tried: the next one only when the server does not offer, or asks for, TLS */
  readonly tries: readonly (false | ConnectionOptions)[]
  /** the certificate is not checked: said in every report of the connection */
  readonly unchecked: boolean
}

/**
 * `mode`: 'off'; 'local' (this machine: without TLS, with it when the server insists); 'try' (TLS when offered, unchecked, as asked for);
 * 'on' (TLS, unchecked unless `ca` is given, as asked for); 'ca' (chain checked); 'full' (chain and name checked).
 */
export async function tlsPlan(
  mode: 'off' | 'local' | 'try' | 'on' | 'ca' | 'full',
  ca: string | undefined,
  host: string,
): Promise<TlsPlan> {
  const authority = ca === undefined ? {} : { ca: await readAuthority(ca) }
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  const unchecked = { ...servername, rejectUnauthorized: false }
  const checked = { ...servername, ...authority, rejectUnauthorized: true }
  const chainOnly = { ...checked, checkServerIdentity: (): undefined => undefined }
  if (mode === 'off') return { tries: [false], unchecked: false }
  if (mode === 'local') return { tries: [false, unchecked], unchecked: false }
  if (mode === 'try') return { tries: [unchecked, false], unchecked: true }
  if (mode === 'on') return ca === undefined ? { tries: [unchecked], unchecked: true } : { tries: [chainOnly], unchecked: false }
  return { tries: [mode === 'ca' ? chainOnly : checked], unchecked: false }
}

async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw discoverError(
      'target-invalid',
      { target: file, why: 'the file with trusted certificates cannot be read', help: 'give the path of a PEM file' },
      error,
    )
  }
}

/** In our words, why TLS failed; null when it was something else. */
export function tlsFault(error: unknown): string | null {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return null
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another name'
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired'
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet'
  if (/SELF_SIGNED|UNABLE_TO_|CERT_|DEPTH_ZERO/.test(code)) return 'its certificate cannot be checked: nobody trusted has signed it'
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) return 'TLS could not be agreed on'
  return null
}
