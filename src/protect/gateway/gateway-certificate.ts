// Which certificate the gateway shows: the one in the files that the settings name, else one of its own, made once and sealed in the data folder.
// Its public half lies beside as certificate.pem, so that clients can check it.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Clock } from '../../core/clock.ts'
import type { Config } from '../../core/config.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { gatewayError } from './errors.ts'
import { makeCertificate, type OwnCertificate } from './own-certificate.ts'

const PLACE = 'gateway/certificate'

export interface CertificateNeeds {
  readonly folder: string
  readonly keys: Keys
  readonly clock: Clock
  readonly config: Pick<Config, 'gatewayCertificate' | 'gatewayKey' | 'gatewayHost'>
}

export async function gatewayCertificate({ folder, keys, clock, config }: CertificateNeeds): Promise<OwnCertificate> {
  const { gatewayCertificate: certificate, gatewayKey: key } = config
  if ((certificate === null) !== (key === null)) throw gatewayError('certificate', { why: 'only one of certificate and key is given' })
  if (certificate !== null && key !== null) return await given(certificate, key)
  const own = path.join(folder, 'gateway')
  const sealed = path.join(own, 'certificate')
  await mkdir(own, { recursive: true, mode: 0o700 })
  let bytes: Buffer | null = null
  try {
    bytes = await readFile(sealed)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw gatewayError('certificate', { why: 'the sealed one cannot be read' }, error)
  }
  const pair =
    bytes === null
      ? makeCertificate([...new Set(['localhost', hostname(), '127.0.0.1', '::1', config.gatewayHost])].filter(isName), clock.now())
      : (JSON.parse(keys.open('gateway-tls', bytes, PLACE).toString('utf8')) as OwnCertificate)
  if (bytes === null) {
    await writeFile(`${sealed}.new`, keys.seal('gateway-tls', JSON.stringify(pair), PLACE), { mode: 0o600, flush: true })
    await rename(`${sealed}.new`, sealed)
  }
  const shown = path.join(own, 'certificate.pem')
  await writeFile(shown, pair.certificate, { mode: 0o644 })
  await chmod(shown, 0o644)
  return pair
}

async function given(certificate: string, key: string): Promise<OwnCertificate> {
  const read = async (file: string): Promise<string> => {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      throw gatewayError('certificate', { why: `\`${file}\` cannot be read` }, error)
    }
  }
  const pair = { certificate: await read(certificate), key: await read(key) }
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key })
  } catch (error) {
    throw gatewayError('certificate', { why: 'the key is not that of the certificate, or one is no PEM file' }, error)
  }
  return pair
}

/** Addresses that stand for every address of the machine are no name. */
function isName(text: string): boolean {
  return text !== '' && text !== '0.0.0.0' && text !== '::' && text.length < 250
}
