// Writes rules/places/countries.txt: the names of all countries and territories (ISO 3166-1) in the languages below, as CLDR has them in the ICU of
// the Node that runs it, with the further names in common use that stand at its end. `node scripts/places/make-countries.ts`.
import { writeFileSync } from 'node:fs'

const LANGUAGES = 'en de fr es it pl nl pt sv da nb fi cs sk hu ro tr el ru uk ja zh ko'.split(' ')
// Codes that ICU still names but that name no country now, and names that are no postal destination.
const LEFT = new Set('AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB YD YU ZR ZZ AQ BV HM TF UM'.split(' '))
const FURTHER = [
  'USA',
  'U.S.A.',
  'United States of America',
  'Estados Unidos de América',
  'Vereinigte Staaten von Amerika',
  'UK',
  'U.K.',
  'Great Britain',
  'Großbritannien',
  'England',
  'Scotland',
  'Wales',
  'Northern Ireland',
  'Republic of Ireland',
  'Éire',
  'Holland',
  'The Netherlands',
  'Czech Republic',
  'Tschechische Republik',
  'Slovak Republic',
  'Macedonia',
  'Swaziland',
  'Burma',
  'Ivory Coast',
  'Cape Verde',
  'East Timor',
  'Turkey',
  'Vatican',
  'Holy See',
  'Republic of Korea',
  'Korea',
  "People's Republic of China",
  'P.R. China',
  'Russian Federation',
  'Palestine',
  'Hong Kong',
  'Macau',
  'Macao',
  'Viet Nam',
  'Lao',
  'Libyan Arab Jamahiriya',
  'Syrian Arab Republic',
  'Brunei Darussalam',
  'Republic of Moldova',
  'Democratic Republic of the Congo',
  'Congo',
  'Micronesia',
  'Reunion',
  'Antigua and Barbuda',
  'Bosnia and Herzegovina',
  'Trinidad and Tobago',
  'Saint Kitts and Nevis',
  'Saint Vincent and the Grenadines',
  'Saint Lucia',
  'Sao Tome and Principe',
  'Saint Pierre and Miquelon',
  'Saint Helena',
  'Saint Barthelemy',
  'Saint Martin',
  'Turks and Caicos Islands',
  'Wallis and Futuna',
  'Svalbard & Jan Mayen Islands',
  'Heard Island and McDonald Islands',
  'Antarctica',
  'British Indian Ocean Territory',
  'South Georgia and the South Sandwich Islands',
  'Bouvet Island',
  'French Southern Territories',
  'United States Minor Outlying Islands',
  'Netherlands Antilles',
  'Kosovo',
  'UAE',
  'PRC',
  'BRD',
  'RF',
]
const names = new Set<string>(FURTHER)
for (const language of LANGUAGES) {
  const long = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  const short = new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style: 'short' })
  for (let a = 65; a < 91; a++)
    for (let b = 65; b < 91; b++) {
      const code = String.fromCharCode(a, b)
      if (LEFT.has(code)) continue
      for (const name of [long.of(code), short.of(code)]) {
        if (name === undefined) continue
        const plain = name.replace(/\s*[([（【].*$/u, '').trim()
        if (plain !== '') names.add(plain)
      }
    }
}
const head = [
  '# Names of countries and territories: ISO 3166-1 in the wording of Unicode CLDR (Unicode licence v3), and further names in common use.',
  '# Written by scripts/places/make-countries.ts; one name a line.',
]
writeFileSync(
  new URL('../../rules/places/countries.txt', import.meta.url),
  `${[...head, ...[...names].sort((a, b) => (a < b ? -1 : 1))].join('\n')}\n`,
)
