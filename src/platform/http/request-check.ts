// Checks requests against their schemas: unknown properties are refused, bodies are taken as they are, and only query and path (which are
// always text) are converted. Owns how a fault is put into words: the place and the rule, never the value.
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { httpError } from './errors.ts'
import type { AppError } from '../../core/errors.ts'

type Schema = Parameters<typeof Compile>[0]

interface Fault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

export function requestCheck(part: { readonly schema: unknown; readonly httpPart?: string | undefined }) {
  const schema = part.schema as Schema
  const check = Compile(closed(schema) as Schema)
  const where = part.httpPart ?? 'body'
  return (value: unknown): { value: unknown } | { error: Error } => {
    const given = where === 'body' ? value : Value.Convert(schema, value)
    if (check.Check(given)) {
      // PostgreSQL takes no NUL in a text; a refusal here is clearer than its.
      return holdsNul(given) ? { error: httpError('invalid', { field: where, why: 'holds a NUL character' }) } : { value: given }
    }
    return { error: describe(check.Errors(given), where) }
  }
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)
}

/** The same schema with every object closed to properties it does not name. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema))
    copy[key] = key === 'const' || key === 'enum' || key === 'default' ? value : closed(value)
  if (copy['type'] === 'object' && copy['properties'] !== undefined && copy['additionalProperties'] === undefined) {
    copy['additionalProperties'] = false
  }
  return copy
}

function describe(faults: readonly Fault[], where: string): AppError {
  // An unknown property also shows as "schema is false" at its own name, which the client chose: that one is left out.
  const fault = faults.find(({ keyword }) => keyword === 'anyOf') ?? faults.find(({ keyword }) => keyword !== 'boolean') ?? faults[0]
  const place = fault?.instancePath.slice(1).replaceAll('/', '.') ?? ''
  if (fault === undefined) return httpError('invalid', { field: where, why: 'is not as expected' })
  if (fault.keyword === 'required') {
    const [name] = (fault.params['requiredProperties'] as readonly string[] | undefined) ?? []
    return httpError('invalid', { field: [place, name].filter(Boolean).join('.') || where, why: 'is missing' })
  }
  return httpError('invalid', { field: place || where, why: rule(fault) })
}

function rule({ keyword, params }: Fault): string {
  const limit = typeof params['limit'] === 'number' ? String(params['limit']) : ''
  switch (keyword) {
    case 'additionalProperties':
      return 'has a property that is not known here'
    case 'maxLength':
      return `is longer than ${limit} characters`
    case 'minLength':
      return `is shorter than ${limit} characters`
    case 'maxItems':
      return `has more than ${limit} entries`
    case 'minItems':
      return `has fewer than ${limit} entries`
    case 'minimum':
    case 'maximum':
      return `must be ${String(params['comparison'])} ${limit}`
    case 'pattern':
    case 'format':
      return 'does not have the form expected'
    case 'type':
      return `must be of type ${String(params['type'])}`
    case 'anyOf':
    case 'const':
    case 'enum':
      return 'is none of the values that are allowed'
    default:
      return 'is not as expected'
  }
}
