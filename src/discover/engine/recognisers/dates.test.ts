// Dates of birth, ages and dates as eight languages write them, in digits and in words; and what counts years or names days without being one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine } from '../create-engine.ts'

const engine = createEngine()
const found = (text: string, type: string): string[] =>
  engine
    .inspect(text)
    .filter((span) => span.type === type)
    .map((span) => text.slice(span.start, span.end))

function holds(type: string, cases: readonly string[]): void {
  const wrong = cases
    .map((one) => {
      const text = one.replace(/[⟦⟧]/g, '')
      return [one, [...one.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1]!), found(text, type)] as const
    })
    .filter(([, wanted, got]) => JSON.stringify(wanted) !== JSON.stringify(got))
  assert.deepEqual(
    wrong.map(([text, , got]) => [text, got]),
    [],
  )
}

it('dates of birth', () =>
  holds('birth_date', [
    'She was born on the ⟦fifth of May nineteen eighty⟧.',
    'born ⟦May 5th, 1980⟧ in Leeds',
    'I was born on ⟦5 May 1980⟧.',
    'born in ⟦1980⟧, he grew up there',
    'my birthday is ⟦twelfth of March nineteen ninety-one⟧, by the way',
    'DOB ⟦05/12/1980⟧',
    'geboren am ⟦fünften Mai neunzehnhundertachtzig⟧ in Ulm',
    'Sie ist am ⟦5. Mai 1980⟧ in Ulm geboren.',
    'Geburtsdatum: ⟦5. Mai 1980⟧',
    'the 5 May 1980 born idea',
    'geb. ⟦05.05.1980⟧',
    'né le ⟦5 mai 1980⟧ à Lyon',
    'née le ⟦cinq mai mille neuf cent quatre-vingts⟧ à Lyon',
    'nacido el ⟦5 de mayo de 1980⟧',
    'nacida el ⟦cinco de mayo de mil novecientos ochenta⟧',
    'nato il ⟦5 maggio 1980⟧',
    'nata il ⟦cinque maggio millenovecentottanta⟧',
    'urodzony ⟦5 maja 1980⟧ r.',
    'urodzona ⟦piątego maja tysiąc dziewięćset osiemdziesiątego⟧ roku',
    'geboren op ⟦5 mei 1980⟧',
    'geboren op ⟦vijf mei negentienhonderdtachtig⟧',
    'nascido em ⟦5 de maio de 1980⟧',
    'nascida a ⟦cinco de maio de mil novecentos e oitenta⟧',
    'born leader of 12 May parades',
    'the idea was born in May',
    'born to run 1980 miles',
    'a newborn on 5 May 1980',
  ]))

it('ages', () =>
  holds('age', [
    'He is ⟦34⟧ years old.',
    'a ⟦34⟧-year-old nurse',
    'a ⟦thirty-four⟧-year-old nurse',
    "I'm ⟦thirty-two⟧.",
    'I am ⟦32⟧, married, two kids',
    'she is ⟦forty five⟧ years old',
    'turned ⟦40⟧ last week',
    'aged ⟦67⟧, retired',
    'patient, ⟦54⟧ y/o',
    'die ⟦34⟧-jährige Frau',
    'ein ⟦34⟧jähriger Mann',
    'sie ist ⟦zweiunddreißig⟧ Jahre alt',
    'im Alter von ⟦71⟧ Jahren',
    "j'ai ⟦34⟧ ans",
    'une femme de ⟦34⟧ ans',
    'elle a ⟦trente-deux⟧ ans',
    'tengo ⟦34⟧ años',
    'una mujer de ⟦34⟧ años',
    'tiene ⟦treinta y dos⟧ años',
    'ho ⟦34⟧ anni',
    'una donna di ⟦34⟧ anni',
    'ma ⟦34⟧ lata',
    'mam ⟦trzydzieści dwa⟧ lata',
    '⟦34⟧-letnia kobieta',
    'ik ben ⟦34⟧ jaar',
    'een ⟦34⟧-jarige man',
    'tem ⟦34⟧ anos',
    'um homem de ⟦34⟧ anos',
    'il y a 34 ans',
    'depuis 34 ans',
    'hace 34 años',
    'desde hace 34 años',
    'per 34 anni',
    'od 34 lat',
    'a 34 year plan',
    "I'm 32 minutes late",
    'I am 100% sure',
    "I'm 5.5 miles out",
    'I am one of them.',
    'he is two steps ahead',
    'maxAge: 60',
    'in 34 Jahren',
    'vor 34 Jahren',
    'over 34 years of work',
    'page 34',
  ]))

it('dates and moments', () =>
  holds('date_time', [
    'on ⟦12/31/2019⟧ and ⟦2019-12-31⟧',
    'at ⟦2019-12-31 23:59:59⟧ sharp',
    '⟦2019-12-31T23:59:59Z⟧ worker ended',
    'by ⟦31.12.2019⟧',
    'by ⟦31.12.19⟧',
    '⟦May 5, 2019, 3:30 pm⟧',
    '⟦5th of May 2019⟧',
    '⟦Monday, 6 May 2019⟧ is fine',
    'see you ⟦Tuesday⟧ or ⟦friday⟧',
    'le ⟦1er mai 2019⟧',
    'am ⟦Dienstag, den 7. Mai 2019⟧',
    'el ⟦lunes⟧ o el ⟦martes⟧',
    '⟦lundi 6 mai 2019⟧',
    'we may go, they march on, the second of them',
    'ratio 3/4, section 1.2.3, version 2019.12.31.4',
    'call 030-12-34-56',
    'I sat in the sun',
    '12/31',
    'at 10.12.14.15',
  ]))

it('titles stand before names only', () =>
  holds('title', [
    '⟦Dr.⟧ Joan Amory and ⟦Mrs.⟧ Quill',
    'liebe ⟦Frau⟧ Zeisig, lieber ⟦Herr⟧ Birnbaum',
    'per il ⟦Sig.⟧ Ferrante',
    'Dr. no one',
    'MR and MS are codes',
    'miss me',
    'She is a Dr.',
  ]))

it('web addresses end where the text goes on', () => {
  holds('url', [
    'see ⟦https://tinlantern.de/a?b=c⟧, or not',
    '[x](⟦https://tinlantern.de/a_(b)⟧)',
    '<⟦http://tinlantern.de⟧>',
    'a "⟦https://tinlantern.de/⟧".',
    'https://user:pass-word1@tinlantern.de/x',
  ])
  holds('domain_name', [
    'on ⟦tinlantern.de⟧, or at main.rs',
    'mail x@tinlantern.de',
    'window.name and this.is',
    'App.vue, main.go, a.md',
    'foo.de(x)',
    'pkg.com.x.y()',
  ])
})
