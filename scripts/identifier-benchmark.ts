// Texts made here to measure identifiers with: Polish business texts with and without them, and messages as people type them. Written from what such
// texts look like, apart from the rules: it computes its own check digits and imports nothing of the engine. Half of the templates (by number) are the test part.
export interface Marked {
  readonly part: 'train' | 'test'
  readonly kind: string
  readonly text: string
  readonly values: readonly { readonly type: string; readonly start: number; readonly end: number }[]
}

interface Dice {
  int(low: number, high: number): number
  digits(length: number): string
  letters(length: number): string
  pick<T>(list: readonly T[]): T
}

function diceOf(seed: number): Dice {
  let state = seed
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
  const many = (length: number, one: () => string): string => Array.from({ length }, one).join('')
  return {
    int,
    digits: (length) => many(length, () => String(int(0, 9))),
    letters: (length) => many(length, () => 'ABCDEFGHJKLMNPRSTUWZ'[int(0, 19)]!),
    pick: (list) => list[int(0, list.length - 1)]!,
  }
}

const two = (n: number): string => String(n).padStart(2, '0')
const weigh = (text: string, weights: readonly number[]): number => weights.reduce((total, w, i) => total + w * Number(text[i]), 0)

function luhnDigit(body: string): string {
  let total = 0
  for (let i = 0; i < body.length; i++) {
    const d = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1)
    total += d > 9 ? d - 9 : d
  }
  return String((10 - (total % 10)) % 10)
}
function remainder97(digits: string): number {
  let rest = 0
  for (const one of digits) rest = (rest * 10 + Number(one)) % 97
  return rest
}

/** One valid value of each kind, written as people write it. */
const VALUES: Readonly<Record<string, (d: Dice) => string>> = {
  pl_pesel: (d) => {
    const body = `${two(d.int(50, 99))}${two(d.int(1, 12))}${two(d.int(1, 28))}${d.digits(4)}`
    return body + String((10 - (weigh(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10)
  },
  pl_nip: (d) => {
    for (;;) {
      const body = `${d.int(100, 999)}${d.digits(6)}`
      const check = weigh(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11
      if (check === 10) continue
      const n = body + String(check)
      return d.pick([
        n,
        `${n.slice(0, 3)}-${n.slice(3, 6)}-${n.slice(6, 8)}-${n.slice(8)}`,
        `${n.slice(0, 3)}-${n.slice(3, 5)}-${n.slice(5, 7)}-${n.slice(7)}`,
        `${n.slice(0, 3)} ${n.slice(3, 6)} ${n.slice(6, 8)} ${n.slice(8)}`,
      ])
    }
  },
  pl_regon: (d) => {
    const body = d.digits(8)
    const nine = body + String((weigh(body, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10)
    if (d.int(0, 3) > 0) return nine
    const long = nine + d.digits(4)
    return long + String((weigh(long, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10)
  },
  pl_krs: (d) => `000${d.digits(7)}`,
  pl_id_card: (d) => {
    const letters = d.letters(3)
    const rest = d.digits(5)
    const value = [...letters].map((c) => c.charCodeAt(0) - 55)
    const check = (value[0]! * 7 + value[1]! * 3 + value[2]! + weigh(rest, [7, 3, 1, 7, 3])) % 10
    return `${letters}${d.pick([' ', ''])}${check}${rest}`
  },
  passport: (d) => `${d.letters(2)}${d.pick([' ', ''])}${d.digits(7)}`,
  pl_bank_account: (d) => {
    const body = d.digits(24)
    const n = two(98 - remainder97(`${body}252100`)) + body
    const spaced = `${n.slice(0, 2)} ${n.slice(2).match(/.{4}/g)!.join(' ')}`
    return d.pick([spaced, spaced, n])
  },
  iban: (d) => {
    const body = d.digits(24)
    const n = `PL${two(98 - remainder97(`${body}252100`))}${body}`
    return d.pick([n, n.match(/.{4}/g)!.join(' ')])
  },
  card_number: (d) => {
    const body = d.pick(['4', '51', '54']) + d.digits(14)
    const n = body.slice(0, 15) + luhnDigit(body.slice(0, 15))
    return d.pick([n, n.match(/.{4}/g)!.join(' '), n.match(/.{4}/g)!.join('-')])
  },
  vin: (d) =>
    `${d.pick(['WVW', 'TMB', 'VF1', 'ZFA', 'WBA', 'UU1'])}ZZZ${d.pick(['1K', '3C', '5J'])}Z${d.pick(['B', 'D', 'G', 'H'])}${d.pick(['W', 'P', 'R'])}${d.digits(6)}`,
  pl_plate: (d) =>
    d.pick([
      `${d.letters(2)} ${d.digits(5)}`,
      `W${d.letters(1)} ${d.digits(4)}${d.letters(1)}`,
      `${d.letters(3)} ${d.digits(4)}`,
      `${d.letters(2)}${d.digits(5)}`,
    ]),
  phone: (d) => {
    const n = `${d.pick(['50', '60', '69', '72', '78', '88'])}${d.digits(7)}`
    const spaced = `${n.slice(0, 3)} ${n.slice(3, 6)} ${n.slice(6)}`
    return d.pick([`+48 ${spaced}`, spaced, n, spaced.replaceAll(' ', '-'), `+48${n}`])
  },
}

const NAMES = ['Jan Kowalski', 'Anna Nowak', 'Piotr Zieliński', 'Maria Wójcik', 'Tomasz Lewandowski', 'Ewa Kamińska', 'Marek Dąbrowski']

/** `{type}` stands for a value of it, `{name}` for a person. */
const POLISH: readonly string[] = [
  'Umowa zawarta w dniu 12.03.2024 r. pomiędzy {name}, legitymującym się dowodem osobistym seria i nr {pl_id_card}, nr PESEL {pl_pesel}, zwanym dalej Zleceniobiorcą, a spółką Bud-Mont Sp. z o.o., NIP {pl_nip}, REGON {pl_regon}, KRS {pl_krs}.',
  'Zleceniobiorca {name} (PESEL: {pl_pesel}) oświadcza, że posiada rachunek bankowy nr {pl_bank_account} prowadzony przez bank.',
  'Wynagrodzenie zostanie przelane na konto o numerze {pl_bank_account} w terminie 14 dni od doręczenia rachunku.',
  'Proszę o wystawienie faktury na firmę z NIP-em {pl_nip}, REGON: {pl_regon}.',
  'Kupujący, posługujący się numerem PESEL {pl_pesel}, nabył pojazd o numerze rejestracyjnym {pl_plate} i numerze VIN {vin}.',
  'Pani {name} legitymuje się dow. os. {pl_id_card} wydanym przez Prezydenta m.st. Warszawy.',
  'Pracownik okazał paszport nr {passport} oraz prawo jazdy.',
  'Wnioskodawca posługuje się paszportem seria i numer {passport}, tel. kontaktowy {phone}.',
  'Nr dow. os.: {pl_id_card}\nPESEL: {pl_pesel}\nTelefon: {phone}',
  'SPRZEDAWCA\nNIP: {pl_nip}\nREGON: {pl_regon}\nNr rachunku: {pl_bank_account}\nKod BDO 000012345',
  'Zapłacono kartą płatniczą nr {card_number}, autoryzacja 004512.',
  'Dane do przelewu: IBAN {iban}, tytułem: czynsz za maj.',
  'Zgłaszający szkodę: {name}, tel. {phone}, pojazd marki Skoda, nr rej. {pl_plate}, nr nadwozia {vin}.',
  'Spółka wpisana do rejestru przedsiębiorców Krajowego Rejestru Sądowego pod numerem {pl_krs}, posiadająca numer identyfikacji podatkowej {pl_nip} oraz numer statystyczny REGON {pl_regon}.',
  'W razie pytań prosimy o kontakt pod numerem telefonu {phone} lub osobiście w siedzibie.',
  'Ubezpieczony: {name}\nNr PESEL\n{pl_pesel}\nSeria i nr dowodu tożsamości\n{pl_id_card}',
  'Pełnomocnik nr PESEL: {pl_pesel}, zamieszkały w Krakowie, legitymujący się dowodem tożsamości {pl_id_card}, działa w imieniu mocodawcy.',
  'Kaucja zostanie zwrócona na rachunek najemcy: {pl_bank_account}.',
  'Samochód z tablicami rejestracyjnymi {pl_plate} zaparkowano przy bramie nr 4.',
  'Karta debetowa o numerze {card_number} została zastrzeżona na wniosek klienta.',
  'Prosimy potwierdzić, czy numer konta {iban} jest aktualny.',
  'Z poważaniem {name}, kom. {phone}, NIP {pl_nip}',
  'Kopia paszportu ({passport}) stanowi załącznik nr 2 do wniosku.',
  'Pojazd o numerze identyfikacyjnym VIN: {vin} przeszedł badanie techniczne dnia 3.06.2025.',
  'Najemca podał PESEL-em {pl_pesel} dane do umowy; weryfikacji dokonano na podstawie dowodu osobistego nr {pl_id_card}.',
  'Nabywca: Firma Handlowa „Jodła”, ul. Leśna 4, NIP PL{pl_nip}, tel.: {phone}',
  'Podmiot zarejestrowany w KRS pod nr {pl_krs}, o nr NIP: {pl_nip} i nr REGON: {pl_regon}, kapitał zakładowy 50 000,00 zł.',
  'Numer VIN: {vin}\nNumer rejestracyjny: {pl_plate}\nWłaściciel: {name}',
  'Rodzic dziecka (nr PESEL dziecka {pl_pesel}) wyraża zgodę na udział w wycieczce. Kontakt: {phone}.',
  'Wpłat należy dokonywać na nr konta bankowego: {pl_bank_account}\nz dopiskiem „składka”.',
  'Dokument tożsamości: dowód osobisty {pl_id_card}, ważny do 2031-04-09.',
  'Reklamujący poda numer karty {card_number}, jeżeli płatności dokonano kartą.',
]

const CHAT_DIRECT: readonly string[] = [
  'hey my card is {card_number} exp 04/27',
  'sure its {us_ssn}, thats my social',
  'email me at {email} pls',
  'call me on {us_phone} after 5',
  'my iban is {de_iban} thx',
  'SSN: {us_ssn}',
  'ok use my visa {card_number}',
  'you can reach me at {email} or {us_phone}',
  'here is my passport number {us_passport}',
  'send the money to {de_iban}',
  'my number is {us_phone}',
  'nino is {nino} if you need it',
  'cc number {card_number} and thats it',
  'its {email}',
  'text {us_phone} when you get here',
  'my social security number is {us_ssn}, dob is on file',
  'server ip is {ip}, log in there',
  'mastercard {card_number} please charge it',
  'my licence number is {dl} from california',
  'can u check the account for {email}?',
]
const CHAT_GARBLED: readonly string[] = [
  'my email is {email_words}',
  'reach me: {email_spaced}',
  'my ssn is {ssn_spaced}',
  'ssn {ssn_slipped} thats it',
  'my card is {card_slipped}',
  'card num {card_odd} exp 03/28',
  'my phone is {phone_words}',
  'phone: {phone_slipped}',
  'call {phone_odd} ok?',
  'write to {email_brackets} please',
  'social is {ssn_words}',
  'credit card number {card_pairs}',
  'mail: {email_broken}',
  'iban {iban_odd}',
]
const STREET = ['maple', 'sunny', 'river', 'blue', 'dave', 'lucy', 'marc', 'jenny', 'oscar', 'nina']
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

const spaced = (text: string): string => [...text].join(' ')
/** O for 0, l for 1, in one or two places. */
const slipped = (d: Dice, text: string): string => {
  let left = d.int(1, 2)
  return [...text]
    .map((c) =>
      left > 0 && (c === '0' || c === '1') && d.int(0, 1) === 1 ? (left--, c === '0' ? d.pick(['O', 'o']) : d.pick(['l', 'I'])) : c,
    )
    .join('')
}
const spoken = (text: string): string =>
  [...text]
    .filter((c) => /\d/.test(c))
    .map((c) => WORDS[Number(c)]!)
    .join(' ')

const CHAT_VALUES: Readonly<Record<string, (d: Dice) => readonly [string, string]>> = (() => {
  const ssn = (d: Dice): string => `${d.int(100, 665)}-${two(d.int(1, 99))}-${d.int(1000, 9999)}`
  const phone = (d: Dice): string => `${d.int(201, 989)}-${d.int(201, 989)}-${d.digits(4)}`
  const card = (d: Dice): string => {
    const body = d.pick(['4', '52', '55']) + d.digits(14)
    return body.slice(0, 15) + luhnDigit(body.slice(0, 15))
  }
  const fours = (n: string): string => n.match(/.{4}/g)!.join(' ')
  const email = (d: Dice): readonly [string, string, string] => [
    `${d.pick(STREET)}${d.pick(['', '.', '_'])}${d.pick(STREET)}${d.int(1, 99)}`,
    d.pick(['gmail', 'yahoo', 'outlook', 'proton']),
    d.pick(['com', 'com', 'net']),
  ]
  const iban = (d: Dice): string => {
    const body = d.digits(18)
    return `DE${two(98 - remainder97(`${body}131400`))}${body}`
  }
  const mail =
    (join: (a: string, b: string, c: string) => string) =>
    (d: Dice): readonly [string, string] => ['email', join(...email(d))]
  return {
    card_number: (d) => ['card_number', d.pick([card(d), fours(card(d))])],
    us_ssn: (d) => ['us_ssn', ssn(d)],
    us_phone: (d) => [
      'phone',
      d.pick([phone(d), phone(d).replaceAll('-', ' '), `(${phone(d).replace('-', ') ')}`, phone(d).replaceAll('-', '.')]),
    ],
    email: mail((a, b, c) => `${a}@${b}.${c}`),
    de_iban: (d) => [
      'iban',
      d.pick([
        iban(d),
        iban(d)
          .match(/.{1,4}/g)!
          .join(' '),
      ]),
    ],
    us_passport: (d) => ['passport', d.digits(9)],
    nino: (d) => [
      'uk_nino',
      `${d.pick(['AB', 'CE', 'JK', 'WX'])} ${two(d.int(0, 99))} ${two(d.int(0, 99))} ${two(d.int(0, 99))} ${d.pick(['A', 'B', 'C', 'D'])}`,
    ],
    ip: (d) => ['ipv4', `${d.int(60, 99)}.${d.int(1, 255)}.${d.int(1, 255)}.${d.int(1, 254)}`],
    dl: (d) => ['driver_licence', `${d.letters(1)}${d.digits(7)}`],
    email_words: mail((a, b, c) => `${a} at ${b} dot ${c}`),
    email_spaced: mail((a, b, c) => `${a} @ ${b} . ${c}`),
    email_brackets: mail((a, b, c) => `${a}(at)${b}(dot)${c}`),
    email_broken: mail((a, b, c) => `${a}@${b},${c}`),
    ssn_spaced: (d) => ['us_ssn', spaced(ssn(d).replaceAll('-', ''))],
    ssn_slipped: (d) => ['us_ssn', slipped(d, ssn(d))],
    ssn_words: (d) => ['us_ssn', spoken(ssn(d))],
    card_slipped: (d) => ['card_number', slipped(d, fours(card(d)))],
    card_odd: (d) => [
      'card_number',
      fours(card(d))
        .replace(' ', '  ')
        .replace(/ (?=\d{4}$)/, '-'),
    ],
    card_pairs: (d) => ['card_number', card(d).match(/.{2}/g)!.join(' ')],
    phone_words: (d) => ['phone', spoken(phone(d))],
    phone_slipped: (d) => ['phone', slipped(d, phone(d))],
    phone_odd: (d) => [
      'phone',
      phone(d)
        .replace('-', ' - ')
        .replace(/-(?=\d{4}$)/, '.'),
    ],
    iban_odd: (d) => ['iban', iban(d).replace(/(.{6})(.{5})/, '$1 $2-')],
  }
})()

const CHAT_NONE: readonly string[] = [
  'my ssn is none of your business',
  'call 911 now!!',
  'my card was declined again at the store',
  'how do i do a password reset on this thing',
  'order {n9} still has not shipped',
  'my order number is {n10}, where is it',
  'tracking 9400{n10}{n8} says delivered',
  'the confirmation code is {n6}',
  'flight {a2}{n3} is delayed until {hh}:{mm}',
  'i never give out my phone number',
  'do you need my email or not?',
  'meet at {hh}:{mm} on the 4th floor',
  'it cost ${n3}.99 plus tax',
  'ticket #{n7} was closed without an answer',
  'your case id is {n8}-{a2}',
  'the passport office is closed on mondays',
  'version 10.{n2}.{n3} broke my login',
  'she forgot her pin at the atm lol',
  'my bank account is empty until friday',
  'invoice {n6} from {yyyy}-{mo}-{dd} is overdue',
  'room {n3}, building {n2}, ask for the key card',
  'i have called {n2} times and nobody answers',
  'serial number on the box: SN{n8}',
  'what is the routing of bus {n2}?',
  'lost my driver license, where do i get a new one',
  'error code 0x80{n6} when i open the app',
  'about {n7} people watched it',
  'the license plate frame fell off',
  'use coupon SAVE{n2} at checkout',
  'ref {n8} was processed',
  'the model is XR-{n4}-B, part number {n10}',
  'my social life is a mess',
  'can i pay by card or only cash?',
  'is the wifi password on the fridge?',
  'at {hh} dot we leave, be there',
  'see you at the dot com party',
  'one two three four, testing the mic',
  'zip file is {n3} MB, upload it to the drive',
  'i scored {n5} points in round {n1}',
  'ISBN 978-3-16-1484{n2}-0 is the book',
]

const PL_NONE: readonly string[] = [
  '{n1}. Śruba M8x{n2} ocynk, indeks {n6}, {n3} szt., cena jedn. {n2},{n2} zł, wartość netto {n3},{n2} zł, VAT 23%\n',
  '{n1}. Papier ksero A4 80 g, EAN 590{n10}, ilość {n2} ryz, {n3},{n2} zł netto\n',
  'Zamówienie nr {n8}/{yyyy} z dnia {dd}.{mo}.{yyyy} r. zostało przyjęte do realizacji. Termin dostawy: {n2} dni roboczych.\n',
  '§ {n1}. Wykonawca zobowiązuje się do wykonania przedmiotu umowy zgodnie z dokumentacją techniczną nr DT-{n4}/{n2} oraz normą PN-EN {n5}-{n1}:{yyyy}.\n',
  'Strony zgodnie oświadczają, że wszelkie zmiany umowy wymagają formy pisemnej pod rygorem nieważności. Załącznik nr {n1} stanowi integralną część umowy.\n',
  'Faktura VAT nr FV/{n5}/{mo}/{yyyy}, termin płatności {n2} dni, do zapłaty: {n2} {n3},{n2} zł (słownie: zgodnie z załącznikiem).\n',
  'Numer partii: L{n7}, data produkcji {yyyy}-{mo}-{dd}, kod kreskowy 590{n10}, masa netto {n3} g.\n',
  'Pompa obiegowa typ UPS {n2}-{n2} {n3}, moc {n3} W, ciśnienie maks. 10 bar, nr kat. {n8}, temperatura pracy od -10 do +110 °C.\n',
  'List przewozowy nr {n10}{n4}, waga {n2},{n1} kg, wymiary {n2}x{n2}x{n2} cm, usługa: kurier 24h.\n',
  'Zgodnie z art. {n3} ust. {n1} ustawy z dnia {dd} marca {yyyy} r. (Dz. U. z {yyyy} r. poz. {n4}) sprzedawca odpowiada za wady rzeczy sprzedanej.\n',
  'Protokół odbioru nr {n4}/{mo}/{yyyy}: stwierdzono kompletność dostawy ({n3} pozycji), bez zastrzeżeń co do jakości.\n',
  'Numer seryjny urządzenia: SN-{n10}, wersja oprogramowania {n1}.{n2}.{n3}, licencja na {n2} stanowisk.\n',
  'Kosztorys: roboty ziemne {n3} m3 x {n2},{n2} zł; beton C25/30 {n2} m3; stal zbrojeniowa A-IIIN {n4} kg.\n',
  'Oferta nr OF/{n6}/{a2} ważna do {dd}.{mo}.{yyyy}. Cena obejmuje transport na terenie kraju.\n',
  'Dział reklamacji rozpatruje zgłoszenia w ciągu 14 dni; numer zgłoszenia {n9} należy podawać w korespondencji.\n',
  'Kod PKWiU {n2}.{n2}.{n2}.0, CN {n8}, stawka 8%, jednostka miary: szt., ilość: {n4}.\n',
  'Hala magazynowa o powierzchni {n4} m2, wysokość składowania {n1},{n1} m, nośność posadzki {n4} kg/m2, nr działki {n3}/{n1}.\n',
  'Proces rekrutacji na stanowisko nr ref. {n6}/HR/{yyyy}; prosimy nie przesyłać numerów dokumentów ani numeru PESEL.\n',
  'Umowa ramowa z dnia {dd}.{mo}.{yyyy} r. obowiązuje przez czas nieokreślony z trzymiesięcznym okresem wypowiedzenia.\n',
  'Rachunek zostanie wystawiony po odbiorze; numer konta wskazano w dokumencie przekazanym pocztą.\n',
  'Symbol towaru: {a3}{n6}, regał {n2}, półka {n1}, stan minimalny {n3}, stan bieżący {n4}.\n',
  'Transformator {n3} kVA, przekładnia 15/0,4 kV, nr fabryczny {n7}, rok produkcji {yyyy}, straty jałowe {n3} W.\n',
  'Karta gwarancyjna nr {n8} uprawnia do bezpłatnego serwisu przez 24 miesiące od daty zakupu.\n',
  'Tabela 3. Wyniki pomiarów: {n2},{n3}; {n2},{n3}; {n2},{n3}; odchylenie standardowe 0,{n4}.\n',
]

function fill(d: Dice, template: string): string {
  return template.replace(/\{(n|a)(\d+)\}|\{(hh|mm|yyyy|mo|dd)\}/g, (_all, kind: string | undefined, size: string, time: string) => {
    if (kind === 'n') return String(d.int(1, 9)) + d.digits(Number(size) - 1)
    if (kind === 'a') return d.letters(Number(size))
    if (time === 'yyyy') return String(d.int(2015, 2026))
    return two(time === 'hh' ? d.int(8, 20) : time === 'mm' ? d.int(0, 59) : time === 'mo' ? d.int(1, 12) : d.int(1, 28))
  })
}

function mark(
  d: Dice,
  template: string,
  make: (name: string) => readonly [string, string] | undefined,
): { text: string; values: Marked['values'] } {
  let text = ''
  const values: { type: string; start: number; end: number }[] = []
  for (const part of template.split(/(\{\w+\})/)) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    const made = name === undefined ? undefined : name === 'name' ? (['', d.pick(NAMES)] as const) : make(name)
    if (made !== undefined && made[0] !== '') values.push({ type: made[0], start: text.length, end: text.length + made[1].length })
    text += made === undefined ? part : made[1]
  }
  return { text, values }
}

const partOf = (i: number): Marked['part'] => (i % 2 === 0 ? 'train' : 'test')

/** Polish texts with identifiers; a tenth of the numbers is broken over a line's end. */
export function polishTexts(times = 6): readonly Marked[] {
  const d = diceOf(411)
  return POLISH.flatMap((template, i) =>
    Array.from({ length: times }, (_, n): Marked => {
      const made = mark(d, template, (name) => {
        const value = VALUES[name]!(d)
        const broken = n % 5 === 4 && value.includes(' ') ? value.replace(' ', '\n') : value
        return [name, broken]
      })
      return { part: partOf(i), kind: 'polish', ...made }
    }),
  )
}

/** Polish business text of so many characters without anybody's data. */
export function polishNothing(length = 119_000): string {
  const d = diceOf(977)
  let text = ''
  while (text.length < length) text += fill(d, PL_NONE[d.int(0, PL_NONE.length - 1)]!)
  return text.slice(0, length)
}

export function chatMessages(): readonly Marked[] {
  const d = diceOf(20)
  const of = (kind: string, list: readonly string[], times: number): Marked[] =>
    list.flatMap((template, i) =>
      Array.from({ length: times }, (): Marked => ({ part: partOf(i), kind, ...mark(d, template, (name) => CHAT_VALUES[name]?.(d)) })),
    )
  const none = CHAT_NONE.flatMap((template, i) =>
    Array.from({ length: 15 }, (): Marked => ({ part: partOf(i), kind: 'none', text: fill(d, template), values: [] })),
  )
  return [...of('direct', CHAT_DIRECT, 10), ...of('garbled', CHAT_GARBLED, 14), ...none]
}
