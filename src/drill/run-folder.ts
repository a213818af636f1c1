// The folder in which a drill lives, and what a killed drill left in one. Owns making, marking and clearing these folders, and ending the servers in
// them; it touches no folder without the mark of a drill whose process is gone.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endServer, isAlive, openCluster } from '../platform/store/cluster.ts'
import { endSampleServer } from '../sample/database/sample-server.ts'

const PREFIX = 'holdfast-drill-'
const MARK = 'drill.pid'

export interface RunFolder {
  readonly path: string
  readonly data: string
  readonly keyFile: string
  readonly company: string
  readonly share: string
  readonly work: string
}

export function makeRunFolder(): RunFolder {
  const at = mkdtempSync(path.join(tmpdir(), PREFIX))
  writeFileSync(path.join(at, MARK), `${process.pid} ${startOf(process.pid) ?? ''}\n`)
  return layRunFolder(at)
}

/** Where the parts lie in a folder of that kind. */
export function layRunFolder(at: string): RunFolder {
  const folder = {
    path: at,
    data: path.join(at, 'data'),
    keyFile: path.join(at, 'install.key'),
    company: path.join(at, 'company'),
    share: path.join(at, 'share'),
    work: path.join(at, 'work'),
  }
  for (const each of [folder.company, folder.share, folder.work]) mkdirSync(each, { recursive: true })
  return folder
}

/** Ends every server of the folder and removes it. */
export async function clearRunFolder(at: string): Promise<void> {
  const { company, data } = layRunFolder(at)
  await endSampleServer(company)
  const cluster = path.join(data, 'postgres')
  if (existsSync(cluster)) {
    const opened = openCluster(cluster)
    await endServer(opened, 5000).finally(() => opened.close())
  }
  rmSync(at, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** What drills that were killed have left; returns how many folders were cleared. */
export async function clearLeftovers(): Promise<number> {
  let cleared = 0
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue
    const at = path.join(tmpdir(), name)
    if (!isAbandoned(at)) continue
    await clearRunFolder(at)
    cleared++
  }
  return cleared
}

function isAbandoned(at: string): boolean {
  try {
    const info = statSync(at)
    if (!info.isDirectory() || info.uid !== process.getuid?.()) return false
    const [pid, started = ''] = readFileSync(path.join(at, MARK), 'utf8').trim().split(' ')
    const number = Number(pid)
    if (!Number.isSafeInteger(number) || number < 2) return false
    // Another process may have got the number since.
    return !isAlive(number) || (started !== '' && startOf(number) !== started)
  } catch {
    return false
  }
}

/** The clock tick at which the process began; Linux only. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
