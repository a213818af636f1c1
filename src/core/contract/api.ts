// Small schemas that every phase's API shares. Every string is bounded. Owns no route.
import { Type } from 'typebox'

export const Text = (max = 200) => Type.String({ maxLength: max })
export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
export const StoreIdText = Type.String({ pattern: '^st_[a-z2-7]{20}$' })
export const ObjectIdText = Type.String({ pattern: '^ob_[a-z2-7]{20}$' })
export const FieldIdText = Type.String({ pattern: '^fi_[a-z2-7]{20}$' })
export const InstantText = Type.String({ maxLength: 30 })
export const LevelNumber = Type.Integer({ minimum: 0, maximum: 3 })
export const StoreKindText = Type.Union([
  Type.Literal('postgres'),
  Type.Literal('mysql'),
  Type.Literal('sqlite'),
  Type.Literal('folder'),
  Type.Literal('file'),
])
export const VerdictText = Type.Union([Type.Literal('personal'), Type.Literal('not-personal'), Type.Literal('unsure')])
export const RoleText = Type.Union([Type.Literal('owner'), Type.Literal('analyst'), Type.Literal('auditor'), Type.Literal('viewer')])

/** `words` is what people read; null stands for unlabelled or unread. */
export const LabelView = Nullable(Type.Object({ level: LevelNumber, regimes: Type.Array(Text(20)), words: Text(200) }))

export const WhyView = Type.Object({ rule: Text(100), text: Text(1000), weight: Type.Optional(Type.Number()) })

/** The answer of every failed request. */
export const ProblemView = Type.Object({ code: Text(100), message: Text(1000), help: Type.Optional(Text(1000)) })
