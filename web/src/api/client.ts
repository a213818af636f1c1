// Calls of the API from the browser. Owns the one fetch, the shape of a failure and what happens when the session is lost.
// It must never keep or log a body: answers may hold masked samples, requests passwords.
import type { ProblemView } from './generated.ts'

export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly help: string | undefined
  constructor(status: number, problem: ProblemView) {
    super(problem.message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = problem.code
    this.help = problem.help
  }
}

type Lost = () => void
let onSessionLost: Lost = () => {}

/** The app says once what to do when an answer is 401: it asks for the session again and shows the sign-in page in place. */
export function whenSessionLost(run: Lost): void {
  onSessionLost = run
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** a 401 here is an answer to what was typed, not a lost session */
  readonly signingIn?: boolean
}

export async function call<T>(path: string, { method = 'GET', body, signal, signingIn = false }: Call = {}): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (thrown) {
    if (signal?.aborted === true) throw thrown
    throw new ApiProblem(0, {
      code: 'console/offline',
      message: 'Holdfast does not answer',
      help: 'Nothing was lost. See whether `holdfast up` still runs, then try again.',
    })
  }
  if (response.ok) return (response.status === 204 ? {} : await response.json()) as T
  const problem = await readProblem(response)
  if (response.status === 401 && !signingIn) onSessionLost()
  throw problem
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const fallback = { code: 'console/unknown', message: `the answer was ${response.status}` }
  try {
    const body = (await response.json()) as Partial<ProblemView>
    return new ApiProblem(response.status, typeof body.message === 'string' ? { ...fallback, ...body, message: body.message } : fallback)
  } catch {
    return new ApiProblem(response.status, fallback)
  }
}

/** `?a=1&b=2` without empty values, several of one name one after another; empty when there is none. */
export function queryText(values: Readonly<Record<string, string | number | readonly string[] | undefined | null>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== null && each !== '') query.append(name, String(each))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

export function problemOf(thrown: unknown): ApiProblem {
  return thrown instanceof ApiProblem
    ? thrown
    : new ApiProblem(0, { code: 'console/unexpected', message: 'something unexpected went wrong' })
}
