// Forms of address and titles beside a name (`Dr.`, `Frau`), and names of occupations where a text gives them to somebody. Quiet types.
import type { Compiled } from '../compile.ts'
import { isWordUnit } from '../scan-text.ts'
import { fold } from '../words.ts'
import { RARITY_ODDS, type Recogniser } from './recogniser.ts'

// Only with a capital, or with a full stop: small they are other words.
const TITLES = new Set(
  `mr mrs ms miss dr prof professor doctor sir madam lady lord rev reverend hon capt captain col lt sgt mx herr frau hr fr dipl mag monsieur madame mademoiselle mme mlle me maitre
  senor senora senorita sr sra srta dona dott dottore dottssa ing avv sig signor signora signore sigra arch pan pani mgr inz lek hab dhr mevr mevrouw meneer drs ir mw heer senhor senhora eng pr docteur`
    .split(/\s+/)
    .filter((one) => one !== ''),
)
// Short forms that are other words and names without their full stop.
const NEEDS_STOP = new Set(
  'arch eng ing mag dipl hab lek inz sr fr hr col lt me mw ir pr rev hon sig avv drs sra srta dott sgt capt'.split(' '),
)
const SMALL = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'herr',
  'frau',
  'mme',
  'mlle',
  'monsieur',
  'madame',
  'senor',
  'senora',
  'sig',
  'dott',
])
const AFTER =
  /^(?:Ph\.?\s?D|M\.?D|Esq|D\.?D\.?S|D\.?V\.?M|J\.?D|MBA|CPA|R\.?N|M\.?Sc|B\.?Sc|M\.?A|LL\.?M|MPH|PharmD|DPhil|FRCS|OBE|CBE)\.?(?![\p{L}\d])/u
const AFTER_WORDS = ['ph', 'phd', 'md', 'm', 'esq', 'dds', 'dvm', 'jd', 'mba', 'cpa', 'rn', 'msc', 'bsc', 'pharmd', 'mph', 'dphil']
const NAME =
  /^\s{1,3}(?:(?:Dr|Prof|med|h\.c|rer|nat|phil|jur|Ing|Dipl)\.[ ]?-?){0,4}\s?(?:(?:van|von|de|del|di|da|la|le|el|al|Mc|O')\s?){0,3}(\p{Lu}[\p{L}\p{M}'.-]*)/u
const SMALL_NAME = /^\.?\s{1,2}([\p{Ll}\p{M}'-]{3,})/u
const NO_NAME = new Set(
  'the and of in to for is are was a an it this that you we they he she or if on at by street road avenue county inc ltd'.split(' '),
)

export function createTitleRecogniser(type: Compiled): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  return {
    types: [type],
    words: [...TITLES, ...AFTER_WORDS],
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      const before = text.charCodeAt(place - 1)
      if (place > 0 && (isWordUnit(before) || before === 46 || before === 95 || before === 47 || before === 64 || before === 45)) return
      let end = place
      while (end < place + 14 && isWordUnit(text.charCodeAt(end))) end++
      const word = text.slice(place, end)
      const folded = fold(word)
      if (AFTER_WORDS.includes(folded) && text[place - 1] === ' ' && text[place - 2] === ',') {
        const suffix = AFTER.exec(text.slice(place, place + 12))
        if (suffix !== null && /\p{Lu}[\p{L}\p{M}'-]*\p{Ll}$/u.test(text.slice(Math.max(0, place - 30), place - 2))) {
          hit({
            type,
            start: place,
            end: place + suffix[0].length,
            parts: [{ rule: 'shape', text: 'a degree behind a name', odds: 2.6 }],
            prior,
          })
          return
        }
      }
      if (!TITLES.has(folded)) return
      const dot = text.charCodeAt(end) === 46
      const stop = dot ? end + 1 : end
      // `dott.ssa`, `sig.ra`
      const long = dot ? /^(?:ssa|ra|na)\b\.?/.exec(text.slice(stop, stop + 5)) : null
      const close = long === null ? stop : stop + long[0].length
      const window = text.slice(close, close + 48)
      const capital = word[0] !== word[0]!.toLowerCase()
      // `MS Windows`; `MR. KETTLEWELL` in a text of capitals
      const shouted = word.length > 1 && word === word.toUpperCase()
      if ((capital || dot) && (dot || !NEEDS_STOP.has(folded))) {
        const name = NAME.exec(window)
        if (
          name !== null &&
          !NO_NAME.has(fold(name[1]!)) &&
          (capital || SMALL.has(folded)) &&
          !(folded === 'dr' && afterStreet(text, place)) &&
          !(shouted && (!dot || name[1]!.length < 4 || name[1] !== name[1]!.toUpperCase()))
        ) {
          hit({ type, start: place, end: close, parts: [{ rule: 'shape', text: 'a form of address before a name', odds: 2.5 }], prior })
          return
        }
      }
      if (!capital && dot && SMALL.has(folded)) {
        const name = SMALL_NAME.exec(window)
        if (name !== null && !NO_NAME.has(name[1]!))
          hit({ type, start: place, end: close, parts: [{ rule: 'shape', text: 'a form of address before a name', odds: 2.3 }], prior })
      }
    },
  }
}

/** `12 Harbor Dr. Boston`: a street, not a doctor. */
function afterStreet(text: string, place: number): boolean {
  return /\d[\p{L}]?\s+(?:\p{Lu}[\p{L}'-]*\s+){1,3}$/u.test(text.slice(Math.max(0, place - 40), place))
}

const HEADS =
  `manager engineer technician operator clerk officer director assistant coordinator supervisor nurse teacher physician surgeon specialist consultant analyst developer designer administrator secretary accountant mechanic
  installer repairer inspector tender setter worker therapist technologist attendant agent representative driver cook chef baker machinist welder carpenter electrician plumber painter scientist chemist biologist physicist
  economist psychologist sociologist lawyer attorney judge paralegal editor writer author reporter journalist photographer librarian archivist curator architect surveyor drafter cartographer planner buyer broker dealer trader
  cashier teller salesperson seller waiter waitress bartender host hostess dishwasher janitor cleaner housekeeper maid gardener farmer fisher logger miner driller roofer mason glazier tiler plasterer framer helper laborer labourer
  assembler fabricator finisher polisher grinder molder moulder cutter sewer tailor upholsterer weaver printer binder packer packager loader shipper courier postman guard bailiff detective policeman firefighter paramedic
  dentist pharmacist veterinarian optometrist optician chiropractor podiatrist dietitian audiologist midwife radiographer sonographer phlebotomist hygienist aide orderly trainer coach instructor tutor lecturer professor dean principal
  counselor counsellor adviser advisor auditor actuary underwriter appraiser adjuster examiner estimator programmer statistician mathematician geologist hydrologist meteorologist astronomer pilot steward stewardess captain conductor
  dispatcher controller scheduler producer actor actress musician singer dancer choreographer composer interpreter translator announcer model stylist barber hairdresser cosmetologist manicurist caretaker nanny babysitter
  executive president chairman chairwoman founder partner owner treasurer receptionist typist recruiter buyer merchandiser marketer strategist researcher intern apprentice foreman superintendent handler fitter maker keeper
  ingenieur ingenieurin techniker technikerin lehrer lehrerin leiter leiterin berater beraterin krankenschwester krankenpfleger arzt verkaufer verkauferin buchhalter buchhalterin geschaftsfuhrer geschaftsfuhrerin sachbearbeiter sachbearbeiterin
  ingenieure technicien technicienne infirmier infirmiere enseignant enseignante directeur directrice comptable vendeur vendeuse medecin avocat avocate ingeniero ingeniera tecnico tecnica enfermero enfermera profesor profesora contable abogado abogada
  ingegnere infermiere infermiera insegnante impiegato impiegata avvocato inzynier nauczyciel nauczycielka ksiegowa ksiegowy kierownik lekarz pielegniarka verpleegkundige leraar engenheiro engenheira enfermeiro enfermeira professora`
    .split(/\s+/)
    .filter((one) => one !== '')
const HEAD_SET = new Set(HEADS)
const NAMES_JOB =
  /(?:job title|occupation|profession|position|title|beruf|position|stelle|profession|metier|cargo|puesto|professione|zawod|stanowisko|beroep|functie|profissao)\s{0,2}[:=]\s{0,3}$/

/** An occupation: alone on a line under a name, between commas behind one, behind `works as a`. */
export function createJobRecogniser(type: Compiled): Recogniser {
  const prior = RARITY_ODDS[type.rule.rarity]
  return {
    types: [type],
    words: HEADS,
    find: (scan, place, _kind, hit) => {
      const { text } = scan
      let end = place
      while (end < place + 20 && isWordUnit(text.charCodeAt(end))) end++
      const word = fold(text.slice(place, end))
      if (!HEAD_SET.has(word)) return
      const behind = text.slice(Math.max(0, place - 110), place)
      const after = text.slice(end, end + 3)
      const say = (start: number, what: string, odds: number): void =>
        hit({ type, start, end, parts: [{ rule: 'shape', text: what, odds }], prior })
      const line = behind.lastIndexOf('\n')
      const own = behind.slice(line + 1)
      if (
        /^\s{0,2}(?:\r?\n|$)/.test(after) &&
        line >= 0 &&
        /^(?:\p{Lu}[\p{L}\p{M}/-]*,?)?(?:[ ]?[\p{L}\p{M}/&-]+,?){0,9}[ ]?$/u.test(own)
      ) {
        // under a line of two to four capitals
        const above = /(?:^|\n)[^\S\n]{0,4}(?:\p{Lu}[\p{L}\p{M}'.-]*[ ]?){2,5}\n$/u.test(behind.slice(0, line + 1))
        const first = own.trimStart().length === 0 ? text[place]! : own.trimStart()[0]!
        if (above && first !== first.toLowerCase()) {
          say(place - own.trimStart().length, 'an occupation under a name', 3.2)
          return
        }
      }
      if (/^[,.)\n]|^ (?:a|u|o|f|f)|^$/.test(after) || after[0] === ',') {
        const named = /\p{Lu}[\p{L}\p{M}'.-]*, (?:the|a|an|our|their|his|her|der|die|le|la|el|il)\s((?:[\p{L}\p{M}/&-]+,? ){0,9})$/u.exec(
          own,
        )
        if (named !== null && after.startsWith(',')) {
          say(place - named[1]!.length, 'an occupation behind a name', 3.2)
          return
        }
        const works = /\b(?:works? as|working as|worked as|employed as|job as|am|is) (?:an?|the) ((?:[\p{L}\p{M}/&-]+ ){0,4})$/u.exec(own)
        if (works !== null && /\b(?:as) an? /.test(works[0])) {
          say(place - works[1]!.length, 'an occupation that somebody has', 2.3)
          return
        }
        const titled = /[:=]\s{0,3}((?:[\p{L}\p{M}/&-]+,? ){0,6})$/u.exec(own)
        if (titled !== null && NAMES_JOB.test(fold(own.slice(0, own.length - titled[1]!.length))))
          say(place - titled[1]!.length, 'named as an occupation', 2.6)
      }
    },
  }
}
