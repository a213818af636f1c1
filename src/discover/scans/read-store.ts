// Reads one store for the server with the same workers as the terminal does. Joins the job to scan/; decides nothing.
import type { AppError } from '../../core/errors.ts'
import { defaultJobs, runScan } from '../scan/run-scan.ts'
import { scanTarget } from '../store-probe.ts'
import type { ReadStore } from './scan-job.ts'

export const readStore: ReadStore = async (target, { mode, signal, exclude }, listener) => {
  const ended: { problem: AppError | null } = { problem: null }
  await runScan(
    { stores: [scanTarget(target)], mode, exclude },
    { signal, jobs: defaultJobs() },
    {
      object: (_store, scan) => listener.object(scan),
      unlisted: (_store, place) => listener.unlisted(place),
      step: (_store, step) => listener.step(step),
      storeEnd: (_store, problem) => {
        ended.problem = problem
      },
    },
  )
  if (ended.problem !== null) throw ended.problem
}
