// Names the format of a file: by its first bytes first, by its name second. Owns the table of formats that cannot be read yet, with
// the words for the ledger. Pure.

export interface BinaryFormat {
  /** short, for SourceObject.kind */
  readonly kind: string
  /** as people say it */
  readonly words: string
}

type Magic = BinaryFormat & { readonly at?: number; readonly bytes: string }

const MAGICS: readonly Magic[] = [
  { kind: 'zip', words: 'zip archive', bytes: '504b0304' },
  { kind: 'zip', words: 'zip archive', bytes: '504b0506' },
  { kind: 'gzip', words: 'gzip', bytes: '1f8b' },
  { kind: 'zstd', words: 'zstd', bytes: '28b52ffd' },
  { kind: 'bzip2', words: 'bzip2', bytes: '425a68' },
  { kind: 'xz', words: 'xz', bytes: 'fd377a585a00' },
  { kind: '7z', words: '7z archive', bytes: '377abcaf271c' },
  { kind: 'rar', words: 'rar archive', bytes: '526172211a07' },
  { kind: 'tar', words: 'tar archive', bytes: '7573746172', at: 257 },
  { kind: 'pdf', words: 'PDF document', bytes: '255044462d' },
  { kind: 'sqlite', words: 'SQLite database', bytes: '53514c69746520666f726d61742033' },
  { kind: 'parquet', words: 'Parquet file', bytes: '50415231' },
  { kind: 'avro', words: 'Avro file', bytes: '4f626a01' },
  { kind: 'orc', words: 'ORC file', bytes: '4f5243' },
  { kind: 'office-old', words: 'old Office document', bytes: 'd0cf11e0a1b11ae1' },
  { kind: 'png', words: 'PNG picture', bytes: '89504e470d0a1a0a' },
  { kind: 'jpeg', words: 'JPEG picture', bytes: 'ffd8ff' },
  { kind: 'gif', words: 'GIF picture', bytes: '47494638' },
  { kind: 'tiff', words: 'TIFF picture', bytes: '49492a00' },
  { kind: 'tiff', words: 'TIFF picture', bytes: '4d4d002a' },
  { kind: 'webp', words: 'WebP picture', bytes: '57454250', at: 8 },
  { kind: 'program', words: 'program', bytes: '7f454c46' },
  { kind: 'program', words: 'program', bytes: '4d5a9000' },
  { kind: 'class', words: 'Java class', bytes: 'cafebabe' },
  { kind: 'postgres-dump', words: 'PostgreSQL dump in custom format', bytes: '5047444d50' },
  { kind: 'video', words: 'MP4 video', bytes: '66747970', at: 4 },
  { kind: 'audio', words: 'audio', bytes: '494433' },
]

/** What a name promises: when the content is something else, the ledger says so. */
const PROMISES: Readonly<Record<string, BinaryFormat>> = {
  zip: { kind: 'zip', words: 'zip archive' },
  docx: { kind: 'office', words: 'office document' },
  xlsx: { kind: 'office', words: 'office document' },
  pptx: { kind: 'office', words: 'office document' },
  odt: { kind: 'office', words: 'office document' },
  ods: { kind: 'office', words: 'office document' },
  odp: { kind: 'office', words: 'office document' },
  jar: { kind: 'zip', words: 'Java archive' },
  gz: { kind: 'gzip', words: 'gzip' },
  tgz: { kind: 'gzip', words: 'gzip' },
  zst: { kind: 'zstd', words: 'zstd' },
  bz2: { kind: 'bzip2', words: 'bzip2' },
  xz: { kind: 'xz', words: 'xz' },
  '7z': { kind: '7z', words: '7z archive' },
  rar: { kind: 'rar', words: 'rar archive' },
  tar: { kind: 'tar', words: 'tar archive' },
  pdf: { kind: 'pdf', words: 'PDF document' },
  parquet: { kind: 'parquet', words: 'Parquet file' },
  avro: { kind: 'avro', words: 'Avro file' },
  doc: { kind: 'office-old', words: 'old Office document' },
  xls: { kind: 'office-old', words: 'old Office document' },
  ppt: { kind: 'office-old', words: 'old Office document' },
  msg: { kind: 'office-old', words: 'Outlook message' },
  png: { kind: 'png', words: 'PNG picture' },
  jpg: { kind: 'jpeg', words: 'JPEG picture' },
  jpeg: { kind: 'jpeg', words: 'JPEG picture' },
  gif: { kind: 'gif', words: 'GIF picture' },
  tif: { kind: 'tiff', words: 'TIFF picture' },
  tiff: { kind: 'tiff', words: 'TIFF picture' },
}

/** Text formats by name; the content may still say otherwise. */
const TEXT_KINDS: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  psv: 'csv',
  json: 'json',
  geojson: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xml: 'xml',
  html: 'html',
  htm: 'html',
  md: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  sql: 'sql',
  log: 'log',
  env: 'text',
  txt: 'text',
}

export function extensionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const dot = base.lastIndexOf('.')
  return dot === -1 ? '' : base.slice(dot + 1).toLowerCase()
}

/** For the listing, before anything is read. */
export function kindByName(name: string): string {
  const extension = extensionOf(name)
  return TEXT_KINDS[extension] ?? PROMISES[extension]?.kind ?? 'file'
}

export function promiseOf(name: string): BinaryFormat | null {
  return PROMISES[extensionOf(name)] ?? null
}

export function formatByContent(head: Buffer, name: string): BinaryFormat | null {
  const found = MAGICS.find(({ bytes, at = 0 }) => head.subarray(at, at + bytes.length / 2).equals(Buffer.from(bytes, 'hex')))
  if (found === undefined) return null
  const promise = promiseOf(name)
  // Office documents are zip files; their own name says more
  if (found.kind === 'zip' && promise !== null && (promise.kind === 'office' || promise.kind === 'zip')) return promise
  return { kind: found.kind, words: found.words }
}
