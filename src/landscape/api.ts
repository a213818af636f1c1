// Requests and answers about stores. Schemas only.
import { Type } from 'typebox'
import { InstantText, LabelView, Nullable, StoreIdText, StoreKindText, Text } from '../core/contract/api.ts'

/** `address` as people read it, never with a secret: `postgres://reader@db.example:5432/shop`, `/srv/exports` */
export const StoreView = Type.Object({
  id: StoreIdText,
  kind: StoreKindText,
  name: Text(),
  address: Text(1000),
  addedAt: InstantText,
  label: LabelView,
  objects: Type.Integer(),
  fields: Type.Integer(),
  personal: Type.Integer(),
  unsure: Type.Integer(),
  /** of the last scan that read it; null: never scanned */
  lastScan: Nullable(
    Type.Object({ id: Text(40), number: Type.Integer(), endedAt: Nullable(InstantText), state: Text(20), unread: Type.Integer() }),
  ),
})
/** GET /api/stores · GET /api/stores/:id → StoreView (every role) */
export const StoresView = Type.Object({ stores: Type.Array(StoreView) })

/** A target as on the command line: a path or postgres://user@host:port/db. A password in it is taken out and sealed. */
export const StoreTargetBody = Type.Object({
  target: Type.String({ minLength: 1, maxLength: 2000 }),
  password: Type.Optional(Text(1000)),
  name: Type.Optional(Text(100)),
  /** the store of a drill: records, alerts and incidents about it say so */
  drill: Type.Optional(Type.Boolean()),
})
/** POST /api/stores/check (owner): connects, writes nothing anywhere. */
export const StoreCheckView = Type.Object({
  ok: Type.Boolean(),
  kind: Nullable(StoreKindText),
  address: Text(1000),
  suggestedName: Text(100),
  /** PostgreSQL 15.18, TLS 1.3 … */ server: Nullable(Text(200)),
  tls: Nullable(Text(40)),
  objects: Nullable(Type.Integer()),
  /** what the login may do that it need not: superuser, can write … */ remarks: Type.Array(Text(300)),
  problem: Nullable(Text(1000)),
  help: Nullable(Text(2000)),
  /** SQL that makes a login that can only read; empty for folders */ grant: Nullable(Text(4000)),
})
/** POST /api/stores (owner) → StoreView. PATCH /api/stores/:id (owner). DELETE /api/stores/:id {name} (owner): the name typed again. */
export const StoreChangeBody = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  password: Type.Optional(Text(1000)),
  /** the store moved: same content, new address. Never gets the stored password: give it again */
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
})
export const StoreRemoveBody = Type.Object({ name: Text(100) })
