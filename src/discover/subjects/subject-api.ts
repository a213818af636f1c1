// Requests and answers about people. Schemas only. No answer holds a value of a person.
import { Type } from 'typebox'
import { FieldIdText, InstantText, LevelNumber, Nullable, ObjectIdText, StoreIdText, Text, Uuid } from '../../core/contract/api.ts'

/** POST /api/subjects/build (owner, analyst). No stores: all of them */
export const SubjectBuildBody = Type.Object({ stores: Type.Optional(Type.Array(StoreIdText, { maxItems: 1000 })) })
export const SubjectBuildView = Type.Object({ id: Uuid })

export const SubjectProblemView = Type.Object({
  store: Nullable(StoreIdText),
  storeName: Nullable(Text()),
  object: Nullable(Text(2000)),
  text: Text(1000),
})
/** GET /api/subjects (every role): people and references of the last build that ended well */
export const SubjectsView = Type.Object({
  state: Type.Union([
    Type.Literal('never'),
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  /** the last build, whatever its state */ build: Nullable(Uuid),
  people: Type.Integer(),
  references: Type.Integer(),
  /** a person with several is in several */ jurisdictions: Type.Array(Type.Object({ jurisdiction: Text(10), people: Type.Integer() })),
  builtAt: Nullable(InstantText),
  rowsRead: Type.Integer(),
  doing: Nullable(Text(500)),
  digest: Nullable(Text(64)),
  /** what could not be read, what reaches nobody */ problems: Type.Array(SubjectProblemView),
})
/** GET /api/stores/:id/subject-paths (every role) */
export const SubjectPathsView = Type.Object({
  paths: Type.Array(
    Type.Object({
      object: ObjectIdText,
      name: Text(2000),
      role: Text(200),
      /** fields that are equal, step by step; a key of several columns is several steps between the same two objects */
      hops: Type.Array(Type.Array(FieldIdText, { minItems: 2, maxItems: 2 })),
      anchor: FieldIdText,
      /** `orders.customer_id -> customers.id` */ words: Text(4000),
      basis: Type.Union([Type.Literal('fk'), Type.Literal('overlap'), Type.Literal('identity'), Type.Literal('person')]),
      /** share of rows that reach a person */ coverage: Type.Number(),
    }),
  ),
  objects: Type.Array(
    Type.Object({ object: ObjectIdText, name: Text(2000), people: Type.Integer(), rows: Type.Integer(), reached: Type.Integer() }),
  ),
})
/** POST /api/person (owner, analyst): the value is in no log and no table */
export const PersonBody = Type.Object({ value: Type.String({ minLength: 1, maxLength: 500 }) })
export const PersonView = Type.Object({
  /** ids of the people behind the value; more than one: they share it */ people: Type.Array(Uuid),
  jurisdictions: Type.Array(Text(10)),
  places: Type.Array(
    Type.Object({
      store: StoreIdText,
      storeName: Text(),
      object: ObjectIdText,
      name: Text(2000),
      field: FieldIdText,
      fieldName: Text(2000),
      role: Text(200),
      basis: Text(20),
      /** null: could not be counted now */ rows: Nullable(Type.Integer()),
      fields: Type.Array(Type.Object({ id: FieldIdText, name: Text(2000), level: Nullable(LevelNumber) })),
    }),
  ),
  problems: Type.Array(Text(1000)),
})
