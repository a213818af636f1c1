// What a column's own name, its table and its neighbours say for a type. Names are compared as whole words in many languages; a word behind the
// name changes what it is about (`email_verified` is a flag, `phone_type` an enumeration). Owns no values.
import type { Compiled } from './compile.ts'
import type { ColumnContext } from './engine.ts'
import { bareName } from './column-words.ts'
import type { ColumnReader, Reading } from './column-reading.ts'
import { wordsOf } from './words.ts'

export interface NameEvidence {
  readonly kind: 'exact' | 'end' | 'inside' | 'none'
  /** the words that spoke */
  readonly words: string
  /** so common a name that it needs its table, its neighbours or its values */
  readonly weak: boolean
  /** the word that makes it about something else */
  readonly turned?: string
  readonly beside: readonly string[]
  readonly table?: string
}

// A word at either end that makes the column say something about the thing instead of holding it.
const TURNS_END = new Set([
  'verified',
  'confirmed',
  'valid',
  'validated',
  'count',
  'flag',
  'status',
  'state',
  'type',
  'kind',
  'id',
  'at',
  'sent',
  'enabled',
  'hash',
  'domain',
  'template',
  'subject',
  'opt',
  'optin',
  'optout',
  'consent',
  'allowed',
  'required',
  'format',
  'length',
  'score',
  'attempts',
  'expires',
  'expiry',
  'changed',
  'updated',
  'created',
  'deleted',
  'provider',
  'brand',
  'category',
  'class',
  'group',
  'level',
  'rank',
  'order',
  'total',
  'sum',
  'rate',
  'percent',
  'pct',
  'version',
  'locale',
  'lang',
  'language',
  'url',
  'uri',
  'link',
  'path',
  'file',
  'icon',
  'image',
  'label',
  'title',
  'description',
  'text',
  'bestatigt',
  'verifiziert',
  'anzahl',
  'typ',
  'art',
  'verifie',
  'confirme',
  'nombre de',
  'tipo',
  'verificado',
  'verificato',
  'zweryfikowany',
  'geverifieerd',
  'aantal',
  'visible',
  'public',
  'preference',
  'preferred',
  'prefix',
  'suffix',
  'length',
  'source',
  'reset',
  'policy',
  'queue',
  'job',
  'batch',
  'bounced',
  'blocked',
  'notifications',
  'notification',
  'campaign',
  'list',
  'marketing',
  'subscribed',
  'unsubscribed',
  'mask',
  'pattern',
  'regex',
  'index',
  'idx',
  'seq',
  'size',
  'limit',
  'min',
  'max',
  'avg',
  'mean',
])
const TURNS_START = new Set([
  'is',
  'has',
  'num',
  'count',
  'n',
  'total',
  'can',
  'use',
  'requires',
  'require',
  'allow',
  'allows',
  'show',
  'send',
  'ist',
  'hat',
  'anzahl',
  'est',
  'es',
  'nb',
  'min',
  'max',
  'avg',
  'should',
  'enable',
  'enabled',
  'last',
  'default',
  'valid',
])
// What may follow without changing anything.
const SAME = new Set([
  'address',
  'addr',
  'number',
  'no',
  'nr',
  'num',
  'value',
  'field',
  'col',
  'column',
  'text',
  'str',
  'string',
  'raw',
  'plain',
  'clean',
  'norm',
  'normalized',
  'lower',
  'primary',
  'main',
  'home',
  'work',
  'private',
  'business',
  'mobile',
  '1',
  '2',
  '3',
  '4',
  'old',
  'new',
  'alt',
  'orig',
  'original',
  'adresse',
  'nummer',
  'numero',
  'numer',
  'privat',
  'enc',
  'a',
  'b',
  'full',
  'current',
  'previous',
])

/** Tables about people, in the languages that schemas are written in. */
const PEOPLE_TABLES = new Set(
  'user users account accounts customer customers client clients person persons people member members employee employees staff contact contacts patient patients guest guests subscriber subscribers student students applicant applicants candidate candidates tenant tenants passenger passengers profile profiles lead leads donor donors beneficiary beneficiaries cardholder cardholders holder recipient recipients kunde kunden benutzer mitarbeiter personen mitglied mitglieder patienten ansprechpartner mieter schueler utilisateur utilisateurs clients personne personnes employe employes salarie salaries adherent adherents membre membres usuario usuarios cliente clientes persona personas empleado empleados socio socios paciente pacientes alumno alumnos utente utenti clienti persone dipendente dipendenti paziente pazienti soci klient klienci klienta uzytkownik uzytkownicy pracownik pracownicy pacjent pacjenci osoba osoby klant klanten gebruiker gebruikers medewerker medewerkers persoon personen leden lid pessoa pessoas funcionario funcionarios utilizador utilizadores aluno alunos cidadao doctor doctors driver drivers owner owners buyer buyers seller sellers resident residents voter voters author authors attendee attendees worker workers address addresses adresse adressen adressen anschrift direccion direcciones indirizzo indirizzi adres adresy adressen endereco enderecos shipping billing delivery order orders booking bookings reservation reservations buchung buchungen bestellung bestellungen commande commandes pedido pedidos ordine ordini zamowienie zamowienia bestelling bestellingen encomenda encomendas signup signups registration registrations crm hr payroll participant participants rental payment payments'.split(
    ' ',
  ),
)

export function isPeopleTable(object: string | undefined): string | undefined {
  return object === undefined ? undefined : wordsOf(object).find((word) => PEOPLE_TABLES.has(word))
}

/** Tables about things, whose `name` is no person's. */
const THING_TABLES = new Set(
  'type types status statuses typ typen tipo tipos lookup lookups code codes permission permissions template templates product products item items article articles sku skus catalog catalogue inventory stock warehouse category categories brand brands part parts material materials tool tools device devices asset assets machine machines vehicle vehicles room rooms country countries region regions currency currencies plan plans tariff tariffs service services course courses event events project projects campaign campaigns tag tags menu menus dish dishes recipe recipes book books film films movie movies song songs album albums game games goods feature features setting settings role roles produkt produkte artikel ware waren lager kategorie kategorien marke marken teil teile ersatzteile werkzeug werkzeuge geraet geraete maschine maschinen fahrzeug fahrzeuge raum raeume zimmer land laender kurs kurse projekt sortiment buch buecher leistung leistungen produit produits categorie categories marque marques piece pieces materiel chambre chambres salle salles pays cours projet projets livre livres magasin producto productos articulo articulos categoria categorias marca marcas pieza piezas habitacion habitaciones pais paises curso cursos proyecto proyectos libro libros almacen inventario servicio servicios prodotto prodotti articolo articoli categorie marche pezzo pezzi camera camere paese paesi corso corsi progetto progetti libri magazzino servizio servizi produkty towar towary artykul artykuly kategoria marka marki czesc czesci magazyn pokoj pokoje kraj kraje kursy projekty ksiazka ksiazki usluga uslugi producten artikelen merk merken onderdeel onderdelen magazijn kamer kamers landen cursus cursussen projecten boek boeken dienst diensten produto produtos artigo artigos peca pecas armazem quarto quartos projeto projetos livro livros servico servicos'.split(
    ' ',
  ),
)

/** The word that says so; the last word of the table's name that says anything decides (`product_owners` is about people). */
export function isThingTable(object: string | undefined): string | undefined {
  if (object === undefined) return undefined
  const word = wordsOf(object).findLast((one) => THING_TABLES.has(one) || PEOPLE_TABLES.has(one))
  return word !== undefined && THING_TABLES.has(word) ? word : undefined
}

/** What the table's own name says. */
export interface TableEvidence {
  readonly people?: string
  /** the word is one for a person (`kunden`), not for what a person does (`orders`) */
  readonly role?: string
  readonly thing?: string
  readonly venue?: string
}

export function tableEvidence(object: string | undefined, reader: ColumnReader): TableEvidence {
  if (object === undefined) return {}
  const read = reader.table(object)
  const people = isPeopleTable(object) ?? read.people
  const thing = isThingTable(object) ?? (people === undefined ? read.thing : undefined)
  return {
    ...(people === undefined ? {} : { people }),
    ...(read.people === undefined || thing !== undefined ? {} : { role: read.people }),
    ...(thing === undefined ? {} : { thing }),
    ...(read.venue === undefined ? {} : { venue: read.venue }),
  }
}

const PERSONAL_NAMES = new WeakMap<readonly Compiled[], ReadonlySet<string>>()
const SIBLINGS = new WeakMap<readonly string[], readonly string[]>()
// Of a place or a firm there are addresses too: only these say that the row is about a person.
const OF_PEOPLE = [
  'person_name',
  'birth_date',
  'gender',
  'email',
  'phone',
  'marital_status',
  'nationality',
  'record_number',
  'passport',
  'income',
  'username',
  'health',
]

/** The neighbours whose names say without doubt that the row is about a person: what gives a short name beside them its meaning. */
export function peopleBeside(types: readonly Compiled[], context: ColumnContext, reader: ColumnReader): readonly string[] {
  const { siblings } = context
  if (siblings === undefined) return []
  let personal = PERSONAL_NAMES.get(types)
  if (personal === undefined) {
    personal = new Set(
      types
        .filter((type) => type.rule.personal && type.rule.shape.kind !== 'address' && type.rule.id !== 'city')
        .flatMap((type) => [...type.joinedHeaders].filter((header) => header.length > 3 && !type.weak.has(header))),
    )
    PERSONAL_NAMES.set(types, personal)
  }
  let known = SIBLINGS.get(siblings)
  if (known === undefined) {
    const names = personal
    known = siblings.filter((sibling) => {
      const last = lastPart(sibling)
      if (names.has(wordsOf(last).join(''))) return true
      const read = reader.read(last)
      return OF_PEOPLE.some((type) => {
        const one = read.get(type)
        return one !== undefined && !one.weak && (one.kind === 'exact' || one.kind === 'end')
      })
    })
    SIBLINGS.set(siblings, known)
  }
  return known.filter((one) => one !== context.name)
}

const RANK = { exact: 3, end: 2, inside: 1, none: 0 } as const

/** What is the same for all types that a column could be of: its name and its surroundings in compared form. */
export interface NameRead {
  readonly joined: string
  readonly bare: string
  readonly words: readonly string[]
  readonly spaced: string
  readonly tableWords: readonly string[]
  readonly all: ReadonlyMap<string, Reading>
  /** some type explains the whole name without doubt */
  readonly told: boolean
  /** the neighbours: as written, ` word word `, joined */
  readonly siblings: readonly (readonly [string, string, string])[]
}

export function readNames(context: ColumnContext, reader: ColumnReader): NameRead {
  const last = lastPart(context.name)
  const words = wordsOf(bareName(last))
  const parents = wordsOf(context.name.slice(0, Math.max(0, context.name.lastIndexOf(last))))
  const all = reader.read(last)
  return {
    words,
    joined: words.join(''),
    bare: words.filter((word) => !/^\d+$/.test(word)).join(''),
    spaced: ` ${words.join(' ')} `,
    tableWords: [...wordsOf(context.object ?? ''), ...parents],
    all,
    told: [...all.values()].some((one) => one.kind === 'exact' && !one.weak),
    siblings: siblingWords(context),
  }
}

const SIBLING_WORDS = new WeakMap<readonly string[], readonly (readonly [string, string, string])[]>()
function siblingWords(context: ColumnContext): NameRead['siblings'] {
  const { siblings } = context
  if (siblings === undefined) return []
  let known = SIBLING_WORDS.get(siblings)
  if (known === undefined) {
    known = siblings.map((one) => {
      const words = wordsOf(lastPart(one))
      return [one, ` ${words.join(' ')} `, words.join('')] as const
    })
    SIBLING_WORDS.set(siblings, known)
  }
  return known.filter(([one]) => one !== context.name)
}

/** The better of two: the name as the type's own file lists it, and the name read word by word. */
function nameEvidence(type: Compiled, read: NameRead): NameEvidence {
  const listed = listedName(type, read)
  const worded = read.all.get(type.rule.id)
  if (worded === undefined) {
    // Other types explain more of the name than the one word that is this one's: `city_name` is no name of a person.
    const other = listed.kind !== 'none' && listed.kind !== 'exact' && read.told
    return other ? { kind: 'none', words: listed.words, weak: listed.weak, beside: listed.beside } : listed
  }
  if (listed.kind === 'exact' && (!listed.weak || worded.kind !== 'exact')) return listed
  if (worded.turned !== undefined) return { ...listed, ...worded }
  if (listed.turned !== undefined && worded.kind !== 'exact') return listed
  const better = RANK[worded.kind] - (worded.weak ? 1.5 : 0) > RANK[listed.kind] - (listed.weak ? 1.5 : 0)
  if (!better && listed.kind !== 'none') return listed
  const { turned: _, ...rest } = listed
  return { ...rest, ...worded }
}

function listedName(type: Compiled, read: NameRead): NameEvidence {
  const { joined, bare, words, spaced } = read
  const table = type.tables.length === 0 ? undefined : read.tableWords.find((word) => type.tables.includes(word))
  const beside = type.beside.length === 0 ? NOBODY : besideOf(type, read)
  const extra = table === undefined ? { beside } : { beside, table }
  const weak = (one: string): boolean => type.weak.has(one.replaceAll(' ', ''))
  if (type.joinedHeaders.has(joined) || type.joinedHeaders.has(bare))
    return { kind: 'exact', words: words.join(' '), weak: weak(joined) || weak(bare), ...extra }
  for (const header of type.headers) {
    const at = spaced.indexOf(` ${header} `)
    if (at < 0) continue
    const split = (part: string): string[] => part.split(' ').filter((word) => word !== '')
    const behind = split(spaced.slice(at + header.length + 1))
    const ahead = split(spaced.slice(0, at))
    const turned =
      behind.find((word) => TURNS_END.has(word) && !SAME.has(word)) ??
      (TURNS_START.has(ahead[0] ?? '') && ahead[0] !== 'last' ? ahead[0] : undefined)
    if (turned !== undefined) return { kind: 'none', words: header, weak: weak(header), turned, ...extra }
    return { kind: behind.every((word) => SAME.has(word)) ? 'end' : 'inside', words: header, weak: weak(header), ...extra }
  }
  return table === undefined && beside.length === 0 ? SILENT : { kind: 'none', words: '', weak: false, ...extra }
}

const NOBODY: readonly string[] = []
const SILENT: NameEvidence = { kind: 'none', words: '', weak: false, beside: NOBODY }

/** What a column's name says of each type. */
export interface NameEvidences {
  get(type: Compiled): NameEvidence
  /** of the types that it says anything of */
  values(): Iterable<NameEvidence>
}

/** Of most types a name says nothing, and a small file may have thousands of columns: only what is said is kept. */
export function nameEvidences(types: readonly Compiled[], read: NameRead): NameEvidences {
  const said = new Map<Compiled, NameEvidence>()
  for (const type of types) {
    const evidence = nameEvidence(type, read)
    if (evidence !== SILENT) said.set(type, evidence)
  }
  return { get: (type) => said.get(type) ?? SILENT, values: () => said.values() }
}
function besideOf(type: Compiled, read: NameRead): readonly string[] {
  let out: string[] | undefined
  for (const [sibling, spaced, joined] of read.siblings) {
    if (!type.beside.some((one) => spaced.includes(` ${one} `) || joined === one.replaceAll(' ', ''))) continue
    out ??= []
    out.push(sibling)
    if (out.length === 3) break
  }
  return out ?? NOBODY
}

// Names that say nothing by themselves: what holds them names them.
const BARE = new Set(['value', 'values', 'item', 'items', 'element', 'elements', 'data', 'val', 'wert', 'valeur', 'valor', 'valore'])

/** `kunde.$.adressen[].ort` → `ort`, `emails[].value` → `emails`; array marks and `$` are no part of a name. */
export function lastPart(name: string): string {
  const parts = name
    .split(/[.!/]/)
    .map((part) => part.replace(/\[\d*\]|\$/g, ''))
    .filter((part) => part !== '')
  const last = parts.at(-1)
  if (last === undefined) return name
  return parts.length > 1 && BARE.has(last.toLowerCase()) ? parts.at(-2)! : last
}
