// Columns of a few values again and again whose words leave no doubt, whatever the column is called: states of marriage, sexes, blood groups,
// religions. All values must be of the set, and one must stand in no other list (`widowed`, `AB+`). Owns these words.
import type { Why } from '../../core/contract/label.ts'
import type { NameEvidence, NameEvidences } from './column-name.ts'
import type { Tally } from './column-tally.ts'
import type { Compiled } from './compile.ts'
import { fold } from './words.ts'

interface ValueSet {
  readonly type: string
  readonly least: number
  readonly all: RegExp
  /** at least one value of each */
  readonly some: readonly RegExp[]
}

const UNSAID =
  /^(?:other|unknown|not specified|not stated|prefer not to say|undisclosed|none|n\/a|x|-|sonstige|unbekannt|autre|otro|altro|inne|outro|diger)$/
const SETS: readonly ValueSet[] = [
  {
    type: 'marital_status',
    least: 3,
    all: /^(?:single|(?:never |un)?married|divorced|widow(?:ed|er)?|separated|domestic partner(?:ship)?|civil (?:union|partnership)|ledig|verheiratet|geschieden|verwitwet|getrennt|celibataire|marie(?:\(e\)|e)?|divorce(?:\(e\)|e)?|veuf|veuve|pacse(?:\(e\)|e)?|solter[oa]|casad[oa]|divorciad[oa]|viud[oa]|viuv[oa]|separad[oa]|celibe|nubile|coniugat[oa]|sposat[oa]|divorziat[oa]|vedov[oa]|panna|kawaler|zonaty|mezatka|zamezna|rozwiedzion[ya]|rozwodnik|rozwodka|wdow(?:a|iec)|ongehuwd|gehuwd|gescheiden|weduwe|weduwnaar|bekar|evli|bosanmis|dul)$/,
    some: [/^(?:divor|widow|gesch|verwit|veu[fv]|viu[dv]|vedov|rozw|wdow|wedu|bosan|dul)/],
  },
  {
    type: 'gender',
    least: 2,
    all: /^(?:fe)?male$|^(?:wo)?man$|^(?:wo)?men$|^(?:non-?binary|divers|mannlich|maennlich|weiblich|homme|femme|masculin|feminin|hombre|mujer|masculino|femenino|feminino|maschio|femmina|uomo|donna|mezczyzna|kobieta|vrouw|homem|mulher|erkek|kadin|kvinna|kvinde|mand|muz|zena|ferfi|no|otoko|onna|dansei|josei)$/,
    some: [
      /^(?:male|man|men|m[ae]+nnlich|homme|masculin|hombre|masculino|maschio|uomo|mezczyzna|homem|erkek|mand|muz|ferfi|otoko|dansei)$/,
      /^(?:female|woman|women|weiblich|femme|feminin|mujer|femenino|feminino|femmina|donna|kobieta|vrouw|mulher|kadin|kvinna|kvinde|zena|no|onna|josei)$/,
    ],
  },
  { type: 'health', least: 3, all: /^(?:a|b|ab|0|o) ?(?:rh)? ?(?:\+|-|pos(?:itiv[eo]?)?|neg(?:ativ[eo]?)?)$/, some: [/^(?:ab|o|0)/] },
  {
    type: 'religion',
    least: 3,
    all: /^(?:(?:roman )?catholic|christian|protestant|evangelical|orthodox|muslim|islam|jewish|judaism|hindu(?:ism)?|buddhis[tm]|sikh(?:ism)?|atheist|agnostic|katholisch|rom[.]-?kath[.]?|evangelisch|muslimisch|judisch|konfessionslos|catholique|musulmane?|juive?|protestante|catolic[oa]|evangelic[oa]|judi[oa]|espirita|cattolic[oa]|katolicyzm|rzymskokatolickie|prawoslawi?e|prawoslawne|islam|musluman|hristiyan)$/,
    some: [/^(?:muslim|islam|jewish|juda|hindu|budd|musul|musl|judi|juive|catol|cathol|kathol|rom|cattol|katol|rzym)/],
  },
]

interface ToldByFew {
  readonly type: Compiled
  readonly confidence: number
  readonly why: readonly Why[]
  readonly count: number
  readonly share: number
  readonly raw: string
  readonly inside: boolean
  readonly name: NameEvidence
}

/** What the few values say by themselves; undefined: nothing. */
export function toldByFew(tally: Tally, types: readonly Compiled[], names: NameEvidences): ToldByFew | undefined {
  const told = typeOfFew(tally)
  const type = told === undefined ? undefined : types.find(({ rule }) => rule.id === told)
  if (type === undefined) return undefined
  const why: Why = { rule: 'values', text: 'the few values are all words for it', weight: 0.8 }
  const [raw = ''] = tally.few ?? []
  return { type, confidence: 0.8, why: [why], count: tally.nonEmpty, share: 1, raw, inside: false, name: names.get(type) }
}

function typeOfFew(tally: Tally): string | undefined {
  if (tally.few === undefined || tally.nonEmpty < Math.max(10, tally.few.size * 2) || tally.table.thing !== undefined) return undefined
  const values = [...tally.few].map((one) => fold(one)).filter((one) => !UNSAID.test(one))
  return SETS.find(
    ({ least, all, some }) =>
      values.length >= least && values.every((one) => all.test(one)) && some.every((form) => values.some((one) => form.test(one))),
  )?.type
}
