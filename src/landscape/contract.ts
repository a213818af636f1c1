// What other phases may use of landscape: the connected stores and the catalogue of what is in them. And what landscape asks of
// discovery, which comes later in the chain: app.ts hands it in, so that the import table keeps its one direction.
import type { CoverageStatus, StoreKind } from '../core/contract/finding.ts'
import type { Level, Regime, Verdict } from '../core/contract/label.ts'
import type { Principal } from '../core/contract/people.ts'
import type { FieldId, ObjectId, StoreId } from '../core/ids.ts'
import type { Tx } from '../platform/store/store.ts'

export interface Landscape {
  readonly stores: Stores
  readonly catalogue: Catalogue
  readonly principals: Principals
  readonly access: AccessMap
}

// Stores ---------------------------------------------------------------------------------------------------------------

export interface KnownStore {
  readonly id: StoreId
  readonly kind: StoreKind
  readonly name: string
  /** all that connecting needs but the secret */
  readonly address: StoreWhere
  /** as people read it, never with a secret */
  readonly where: string
  readonly drill: boolean
  readonly addedAt: Date
}

export type StoreWhere = Readonly<Record<string, unknown>>

export interface Stores {
  /** Connected stores by name. */
  list(): Promise<readonly KnownStore[]>
  /** By its id or by the id of an address it had or moved to; null when it is not connected. */
  find(id: StoreId): Promise<KnownStore | null>
  /** With its secret, to read it. Only for the process that reads; throws `landscape/store-unknown`, `keys/cannot-open`. */
  credentials(id: StoreId): Promise<{ readonly store: KnownStore; readonly secret: string | null }>
  /** Locks the rows for the transaction, in one order; returns those that are connected. Two who want the same store take turns. */
  lock(tx: Tx, ids: readonly StoreId[] | 'all'): Promise<readonly KnownStore[]>
  /** Real paths of Holdfast's own data folder and key file: never read, whatever folder they lie in. */
  ownPlaces(): readonly string[]
}

// Catalogue ------------------------------------------------------------------------------------------------------------

export interface CatalogueObject {
  readonly id: ObjectId
  readonly path: readonly string[]
  readonly name: string
  readonly kind: string
  readonly rows: number | null
  readonly rowsExact: boolean
  readonly bytes: number | null
  readonly read: {
    readonly status: CoverageStatus
    readonly reason: string | null
    /** partial because a sample was asked for */
    readonly sampled: boolean
    readonly scan: string
  }
}

export interface CatalogueField {
  readonly id: FieldId
  readonly path: string
  readonly declared: string | null
}

/** What the catalogue held of a field before. */
export interface FieldState {
  readonly id: FieldId
  readonly verdict: Verdict | null
  readonly level: Level | null
  readonly regimes: readonly Regime[]
  readonly pinned: boolean
}

export interface Catalogue {
  /**
   * Writes one object and the fields seen in it. `gone`: which of the fields not seen now are gone: none (a sample of a file may
   * miss some), those whose column is not among these, or all. Returns what was known of the seen fields before.
   * False when the store is no longer connected: nothing was written, the reading can end.
   */
  record(
    tx: Tx,
    store: StoreId,
    object: CatalogueObject,
    fields: readonly CatalogueField[],
    gone: 'none' | 'all' | { readonly columns: readonly string[] },
    at: Date,
  ): Promise<readonly FieldState[] | false>
  /** Many objects at once that were not read, without their fields. `keep`: one that was read before keeps how that ended. */
  recordUnread(tx: Tx, store: StoreId, objects: readonly CatalogueObject[], keep: boolean, at: Date): Promise<boolean>
  /** Makes the object's label that of its fields: the highest level and all regimes. */
  labelObject(tx: Tx, object: ObjectId): Promise<void>
  /** After a complete listing: objects of the store last seen before `since` are gone, but for those under a name that could not be listed. */
  markGone(tx: Tx, store: StoreId, since: Date, at: Date, unlisted: readonly string[]): Promise<number>
}

// What landscape asks of discovery --------------------------------------------------------------------------------------

/** A target as a person typed it, understood. */
export interface StoreTarget {
  readonly id: StoreId
  readonly kind: StoreKind
  readonly address: StoreWhere
  readonly where: string
  readonly suggestedName: string
  readonly secret: string | null
}

export interface StoreCheck {
  readonly ok: boolean
  readonly server: string | null
  readonly tls: string | null
  readonly objects: number | null
  /** what the login may do that it need not */
  readonly remarks: readonly string[]
  readonly problem: string | null
  readonly help: string | null
  /** SQL that makes a login that can only read */
  readonly grant: string | null
}

/** How stores are reached. Connects only in `check`; never writes. */
export interface StoreProbe {
  /** Throws an AppError with help when the text is no target. Resolves links of a path; connects nowhere. */
  parse(target: string, secret: string | null): Promise<StoreTarget>
  /** The target of a store that is known. */
  known(store: Pick<KnownStore, 'id' | 'kind' | 'address'>, secret: string | null): StoreTarget
  check(target: StoreTarget, signal: AbortSignal): Promise<StoreCheck>
}

export interface StoreFacts {
  readonly label: { readonly level: Level; readonly regimes: readonly Regime[] } | null
  readonly objects: number
  readonly fields: number
  readonly personal: number
  readonly unsure: number
  readonly notPersonal: number
  /** objects and places that were not, or not wholly, read */
  readonly unread: number
  /** the last scan that had it; null: never scanned */
  readonly lastScan: {
    readonly id: string
    readonly number: number
    readonly startedAt: Date | null
    readonly endedAt: Date | null
    readonly state: string
    readonly problem: string | null
    readonly unread: number
  } | null
  /** when a scan last read it to its end */
  readonly scannedAt: Date | null
}

/** What discovery found in stores; for lists of stores. */
export type ReadStoreFacts = (stores: readonly StoreId[]) => Promise<ReadonlyMap<StoreId, StoreFacts>>

/** Holdfast's own places, which no scan reads and no target may name. */
export interface OwnPlaces {
  readonly dataFolder: string | null
  readonly keyFile: string | null
}

// Who acts, who can read -------------------------------------------------------------------------------------------------

export interface KnownPrincipal extends Principal {
  readonly name: string
  readonly aliases: readonly { readonly kind: string; readonly value: string }[]
}

export interface Principals {
  list(): Promise<readonly KnownPrincipal[]>
  find(id: string): Promise<KnownPrincipal | null>
  /** Whose login this is at that time; null: nobody's. `kind` `pg-role`: value is `<store id>/<role>`. */
  resolve(kind: string, value: string, at: Date): Promise<string | null>
  /** The same, and makes a visible principal of kind `unknown` when there is none. */
  ensure(tx: Tx, kind: string, value: string, at: Date): Promise<string>
  /** Gives a principal one more name, from now on. */
  addAlias(tx: Tx, principal: string, kind: string, value: string, at: Date): Promise<void>
}

/** How a role comes to read a field: each step in words, from the role to the grant. */
export interface AccessRoute {
  readonly field: FieldId
  /** the role that can log in */
  readonly role: string
  readonly principal: string | null
  readonly kind: 'owner' | 'superuser' | 'grant' | 'column-grant' | 'public' | 'view' | 'definer-function' | 'predefined-role'
  readonly steps: readonly string[]
  /** row security may hide rows on this route */
  readonly rows: 'all' | 'filtered'
  /**
   * `now`: reads it as it is. `set-role`, `admin`: after becoming, or giving itself, another role. `part`: a partition of it only. `function`: as
   * far as the function gives it back. `server`: past the grants, by files, programs or replication of the server.
   */
  readonly reach: 'now' | 'set-role' | 'admin' | 'part' | 'function' | 'server'
}

export interface AccessMap {
  /** Reads it from the store itself and keeps it. PostgreSQL only. */
  refresh(store: StoreId, signal: AbortSignal): Promise<{ readonly roles: number; readonly fields: number; readonly routes: number }>
  ofField(field: FieldId): Promise<readonly AccessRoute[]>
  ofStore(store: StoreId): Promise<readonly AccessRoute[]>
  /** When it was last read; null: never. */
  readAt(store: StoreId): Promise<Date | null>
}

// How phases reach a customer's database ---------------------------------------------------------------------------------

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** A session in a customer's PostgreSQL. Every value arrives as text or null. Errors are node-postgres' own, with `code`. */
export interface StoreSession {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, string | null>>[]; readonly rowCount: number | null }>
  /** backend process id */
  readonly pid: number
  close(): Promise<void>
}

export interface StoreConnections {
  /** `as` null: the login that the store was connected with. Throws `discover/store-…` when it cannot be reached or refuses the login. */
  postgres(store: StoreId, as: Credentials | null, signal: AbortSignal): Promise<StoreSession>
}
