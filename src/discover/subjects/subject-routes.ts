// Routes of the subject directory.
import { Type } from 'typebox'
import { instant } from '../../core/clock.ts'
import { StoreIdText } from '../../core/contract/api.ts'
import type { FieldId, StoreId } from '../../core/ids.ts'
import { EVERY_ROLE } from '../../platform/http/http.ts'
import type { Routes } from '../../platform/http/http.ts'
import type { Db } from '../../platform/store/store.ts'
import type { Landscape } from '../../landscape/contract.ts'
import { subjectError } from './subject-errors.ts'
import { PersonBody, PersonView, SubjectBuildBody, SubjectBuildView, SubjectPathsView, SubjectsView } from './subject-api.ts'
import type { SubjectDirectory } from './subjects.ts'

const LOOK_UP_MS = 60_000

export function subjectRoutes(subjects: SubjectDirectory, db: Db, landscape: Pick<Landscape, 'stores'>): Routes {
  return (app) => {
    app.get('/api/subjects', { config: { allow: EVERY_ROLE }, schema: { response: { 200: SubjectsView } } }, async () => {
      const state = await subjects.reads.state()
      return {
        ...state,
        jurisdictions: [...state.jurisdictions],
        builtAt: state.builtAt === null ? null : instant(state.builtAt),
        problems: state.problems.map((problem) => ({
          store: problem.store === '' ? null : problem.store,
          storeName: problem.storeName,
          object: problem.object,
          text: problem.text.slice(0, 1000),
        })),
      }
    })

    app.post(
      '/api/subjects/build',
      {
        config: { allow: ['owner', 'analyst'], records: 'subjects.build-started' },
        schema: { body: SubjectBuildBody, response: { 200: SubjectBuildView } },
      },
      async (request) => ({ id: await subjects.builds.start(request.actor(), request.body.stores as StoreId[] | undefined) }),
    )

    app.get(
      '/api/stores/:id/subject-paths',
      { config: { allow: EVERY_ROLE }, schema: { params: Type.Object({ id: StoreIdText }), response: { 200: SubjectPathsView } } },
      async (request) => {
        const store = await landscape.stores.find(request.params.id as StoreId)
        if (store === null) throw subjectError('build-store-unknown')
        const paths = await subjects.reads.paths(store.id)
        const objects = await subjects.reads.objects(store.id)
        const words = await fieldWords(
          db,
          paths.flatMap((path) => [path.anchor, ...path.hops.flat()]),
        )
        const word = (field: FieldId): string => words.get(field) ?? field
        return {
          paths: paths.map((path) => ({
            object: path.objectId,
            name: path.name,
            role: path.role,
            hops: path.hops.map(([from, to]) => [from, to]),
            anchor: path.anchor,
            words: (path.hops.length === 0 ? [word(path.anchor)] : [...path.hops.map(([from]) => word(from)), word(path.hops.at(-1)![1])])
              .join(' -> ')
              .slice(0, 4000),
            basis: path.basis,
            coverage: path.coverage,
          })),
          objects: objects.map(({ object, name, people, rows, reached }) => ({ object, name, people: people.size, rows, reached })),
        }
      },
    )

    app.post(
      '/api/person',
      {
        config: { allow: ['owner', 'analyst'], records: 'person.looked-up' },
        schema: { body: PersonBody, response: { 200: PersonView } },
      },
      async (request) => {
        const found = await subjects.findPerson(request.actor(), request.body.value, AbortSignal.timeout(LOOK_UP_MS))
        return {
          people: [...found.people],
          jurisdictions: [...found.jurisdictions],
          places: found.places.map((place) => ({ ...place, fields: [...place.fields] })),
          problems: [...found.problems],
        }
      },
    )
  }
}

/** `public.orders.customer_id` → as people read it, without the schema where it is the usual one. */
async function fieldWords(db: Db, fields: readonly FieldId[]): Promise<ReadonlyMap<FieldId, string>> {
  if (fields.length === 0) return new Map()
  const rows = await db
    .selectFrom('field')
    .innerJoin('object', 'object.id', 'field.object')
    .select(['field.id', 'field.path', 'object.name'])
    .where('field.id', 'in', [...new Set(fields)])
    .execute()
  return new Map(rows.map((row) => [row.id as FieldId, `${row.name.replace(/^public\./, '')}.${row.path}`]))
}
