// Functions in statements: those that give one value for one row, so that LIMIT bounds the people; and those that read behind the parser's back.
import { BUILTIN_FUNCTIONS } from './builtin-functions.ts'

const SCALAR = new Set(
  `lower upper initcap length char_length character_length octet_length substr substring left right lpad rpad trim btrim ltrim rtrim replace
  translate split_part concat concat_ws format reverse repeat md5 sha256 encode decode to_char to_date to_timestamp to_number date_trunc
  date_part extract age now current_timestamp current_date timezone make_date make_timestamp round floor ceil ceiling abs mod trunc power sqrt
  greatest least nullif coalesce random gen_random_uuid to_json to_jsonb row_to_json json_build_object jsonb_build_object json_build_array
  jsonb_build_array json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text array_length cardinality array_to_string
  string_to_array regexp_replace regexp_match position strpos starts_with ascii chr quote_ident quote_literal row_number rank dense_rank
  similarity unaccent host text date width_bucket sign interval age justify_days overlay`
    .split(/\s+/)
    .filter((name) => name !== ''),
)

const COUNTS = new Set([
  'count',
  'sum',
  'avg',
  'stddev',
  'stddev_pop',
  'stddev_samp',
  'variance',
  'var_pop',
  'var_samp',
  'bool_and',
  'bool_or',
])

/** Reads other data than the statement says. */
const HIDDEN =
  /^(?:lo_get|lo_export|loread|pg_read_file|pg_read_binary_file|pg_ls_.*|dblink.*|query_to_xml.*|table_to_xml.*|schema_to_xml.*|database_to_xml.*|cursor_to_xml.*|ts_stat|pg_logical_slot_.*|pg_stat_get_.*)$/

export const isScalar = (name: string): boolean => SCALAR.has(name)
export const isCount = (name: string): boolean => COUNTS.has(name)

/** `path`: schema and name, or the name alone. `harmless`: functions of the store's extensions that read nothing but their arguments. */
export function readsUnseen(path: readonly string[], harmless: ReadonlySet<string>): boolean {
  const name = path.at(-1) ?? ''
  if (HIDDEN.test(name)) return true
  if (path.length === 1 || path[0] === 'pg_catalog') return !BUILTIN_FUNCTIONS.has(name) && !SCALAR.has(name) && !harmless.has(name)
  return !harmless.has(name)
}
