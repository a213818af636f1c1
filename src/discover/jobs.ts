// The jobs of discovery. Owns which process runs them and that no scan and no build stays without a job.
import type { Platform } from '../platform/platform.ts'
import type { ScanRegistry } from './scans/scan-registry.ts'
import type { SubjectDirectory } from './subjects/subjects.ts'

const LOOK_MS = 60_000

/** Runs scans in this process until the queue stops. `stop` ends the looking, not a scan. */
export async function startDiscoverJobs(
  platform: Pick<Platform, 'queue' | 'log'>,
  scans: ScanRegistry,
  runScan: (data: { readonly scan: string }, signal: AbortSignal) => Promise<void>,
  subjects: Pick<SubjectDirectory, 'builds' | 'runBuild'>,
): Promise<{ stop(): void }> {
  await platform.queue.work('discover.scan', runScan)
  await platform.queue.work('discover.subjects', subjects.runBuild)
  // A job that was given up (its store of results was away for long) leaves its scan running in name only: it gets a new one.
  const look = async (): Promise<void> => {
    try {
      await scans.resume()
      await subjects.builds.resume()
    } catch {
      platform.log.debug('scan.resume-later')
    }
  }
  await look()
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
