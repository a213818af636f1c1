// Addresses as people of many countries write them, each in a sentence or a block: what is marked is found, whole and as one; and what looks like one and is none.
// The values are made up; streets of such names may exist.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine } from '../../create-engine.ts'

const engine = createEngine()
const found = (text: string): string[] =>
  engine
    .inspect(text)
    .filter((span) => span.type === 'street_address')
    .map((span) => text.slice(span.start, span.end))

const SENTENCES: Record<string, readonly string[]> = {
  us: [
    'She lives at ⟦742 Linden Street, Springfield, IL 62704⟧.',
    'Ship it to ⟦1600 Harbor View Drive, Suite 210, Portland, OR 97201⟧ please.',
    'my address is ⟦88 W 14th Street, Apt 5B, New York, NY 10011⟧',
    'the office at ⟦350 Fifth Avenue⟧ is closed',
    'Mail goes to ⟦P.O. Box 4471, Boise, ID 83707⟧.',
    'He is stationed at ⟦PSC 1203, Box 4410, APO AE 09265⟧.',
    'at ⟦4120 SW Barbur Blvd, Portland, Oregon⟧ since May',
    'we moved to ⟦12 old mill road, concord, nh 03301⟧',
    'deliver to ⟦77 maple avenue apt 3⟧ after six',
  ],
  uk: [
    'He moved to ⟦14 Rosebery Crescent, Edinburgh EH12 5JR⟧ last year.',
    'Flat in ⟦Flat 3, 27 Holland Road, London W14 8HJ⟧'.replace('Flat in ', ''),
    'send it to ⟦221B Baker Street⟧, not here',
    'Address: ⟦The Old Forge, 9 Church Lane, Ashby LE65 1AB⟧'.replace('The Old Forge, ', '⟧').replace('⟦⟧', '⟦'),
  ],
  ca: [
    'Her house is at ⟦2480 Rue Sherbrooke Ouest, Montréal, QC H3H 1E8⟧.',
    'lives at ⟦59 Queen Street East, Toronto, ON M5C 1R8, Canada⟧ now',
  ],
  au: ['Deliver to ⟦Unit 4/18 Wattle Parade, Brunswick VIC 3056⟧ today.', 'ich wohne ⟦12 Kangaroo Street, Sydney NSW 2000⟧'],
  de: [
    'Ich wohne in der ⟦Hauptstraße 12a, 10115 Berlin⟧.',
    'Anschrift: ⟦Straße des 17. Juni 135, 10623 Berlin⟧',
    'Senden Sie es an ⟦Lindenallee 5, 50667 Köln⟧!',
    'Die Praxis ist in der ⟦Karl-Liebknecht-Straße 29⟧.',
    'wohnhaft ⟦Am Markt 3, 99084 Erfurt⟧',
    'Er zog in die ⟦Frankfurter Allee 112, 10247 Berlin⟧.',
    'Büro: ⟦Mariahilfer Straße 45/2/8, 1060 Wien⟧, Österreich'.replace('⟧, Österreich', ', Österreich⟧'),
    'Post an ⟦Postfach 12 34 56, 80331 München⟧.',
    'meine adresse ist ⟦kirchgasse 7⟧',
    'Lieferung: ⟦Goethestr. 8, D-60313 Frankfurt⟧',
    'Er wohnt ⟦Bahnhofstrasse 21, CH-8001 Zürich⟧.',
  ],
  fr: [
    "J'habite au ⟦12 bis, rue de la Paix, 75002 Paris⟧.",
    'Livrez au ⟦5 avenue du Général de Gaulle, 69003 Lyon⟧.',
    'Son adresse : ⟦27, boulevard Saint-Michel, 75005 Paris, France⟧',
    'Le cabinet se trouve ⟦3 place de la République⟧.',
    'Il demeure ⟦Résidence les Pins, 8 chemin des Vignes, 13100 Aix-en-Provence⟧'.replace('Résidence les Pins, ', '⟧').replace('⟦⟧', '⟦'),
    'courrier à ⟦BP 118, 38000 Grenoble⟧',
  ],
  es: [
    'Vive en la ⟦Calle Mayor, 5, 2º B, 28013 Madrid⟧.',
    'Mi dirección es ⟦Avda. de la Constitución 14, 41001 Sevilla⟧',
    'Envíelo a ⟦C/ Serrano 41, 28001 Madrid⟧, por favor.',
    'reside en ⟦Plaza de España 3, Zaragoza⟧'.replace(', Zaragoza⟧', '⟧, Zaragoza'),
    'trabaja en ⟦Paseo de Gracia 92, 08008 Barcelona⟧',
  ],
  it: [
    'Abita in ⟦Via Roma 10/A, 00184 Roma⟧.',
    'Indirizzo: ⟦Corso Vittorio Emanuele II, 24, 10123 Torino⟧',
    'Spedire a ⟦Piazza Garibaldi 3, 80142 Napoli NA⟧.',
    'lo studio di ⟦Viale dei Mille 61⟧ è chiuso',
  ],
  pl: [
    'Mieszka przy ⟦ul. Asnyka Adama 82 m. 4, 60-001 Poznań⟧.',
    'Adres: ⟦al. Jana Pawła II 12/34, 00-175 Warszawa⟧',
    'zamieszkały przy ⟦ulicy Długiej 5⟧ w Krakowie',
    'paczkę proszę wysłać na ⟦os. Tysiąclecia 14/7⟧',
    'siedziba: ⟦pl. Wolności 3⟧, Łódź',
  ],
  nl: [
    'Zij woont op ⟦Kerkstraat 12-II, 1017 GC Amsterdam⟧.',
    'Adres: ⟦Laan van Meerdervoort 220, 2517 BH Den Haag⟧',
    'stuur het naar ⟦Prinsengracht 263⟧ aub',
    'Het kantoor zit aan de ⟦Nieuwe Steenweg 19 bus 3, 9000 Gent⟧.',
  ],
  pt: [
    'Mora na ⟦Rua das Flores 435, Apto 12, São Paulo, SP 01310-100⟧.',
    'A minha morada é ⟦Avenida da Liberdade 110, 1250-146 Lisboa⟧.',
    'entregar na ⟦Travessa do Carmo 7⟧, por favor',
  ],
  nordic: [
    'Hon bor på ⟦Storgatan 5, 114 55 Stockholm⟧.',
    'Adressen er ⟦Karl Johans gate 22, 0026 Oslo⟧.',
    'Han bor ⟦Vesterbrogade 14, 1620 København⟧.',
    'Osoite: ⟦Mannerheimintie 12, 00100 Helsinki⟧',
    'býr á ⟦Laugavegur 77, 101 Reykjavík⟧',
  ],
  cee: [
    'Lakcíme: ⟦Kossuth Lajos utca 12., 1055 Budapest⟧',
    'bydliště ⟦Na Příkopě 15, 110 00 Praha 1⟧',
    'Adresa: ⟦Str. Mihai Eminescu nr. 14, București⟧'.replace(', București⟧', '⟧, București'),
    'stanuje na ⟦Slovenska cesta 54, 1000 Ljubljana⟧',
    'živi u ⟦Ilica 10, 10000 Zagreb⟧',
    'adrese: ⟦Brīvības iela 42, LV-1011 Rīga⟧',
    'elab aadressil ⟦Pikk tänav 12, 10123 Tallinn⟧',
    'gyvena ⟦Gedimino pr. 9, 01103 Vilnius⟧',
  ],
  tr: ['Adresi: ⟦Atatürk Cad. No:5 Daire:3, 34330 İstanbul⟧', 'oturuyor: ⟦Bağdat Caddesi No: 112⟧'],
  ru: [
    'живёт по адресу ⟦ул. Ленина, д. 5, кв. 12⟧',
    'Адрес: ⟦Невский проспект 28, 191186⟧ Санкт-Петербург'.replace(', 191186⟧ Санкт-Петербург', ', 191186 Санкт-Петербург⟧'),
    'register at ⟦ul. Lenina, d. 5, kv. 12⟧ there',
  ],
  gr: ['Η διεύθυνση: ⟦Λεωφόρος Αλεξάνδρου 189, 115 22 Αθήνα⟧', 'at ⟦Odos Ermou 14⟧ in town'],
  asia: [
    '住所は⟦東京都渋谷区神宮前1-2-3⟧です。',
    '住所：⟦〒150-0001 東京都渋谷区神宮前4丁目12番10号⟧',
    '地址：⟦北京市朝阳区建国路12号⟧',
    '请寄到⟦上海市浦东新区世纪大道100号1203室⟧。',
    '주소: ⟦서울특별시 강남구 테헤란로 152⟧',
    'tinggal di ⟦Jl. Sudirman No. 25⟧, Jakarta',
    'office: ⟦14, Jalan Ampang, 50450 Kuala Lumpur⟧',
    'at ⟦22 Mahatma Gandhi Marg, New Delhi 110001⟧',
  ],
  further: [
    'Firma Lehmann GmbH, ⟦Industriestr. 4-6, 71384 Weinstadt⟧',
    'Lieferadresse: ⟦Am Alten Bahnhof 7b, 04109 Leipzig⟧',
    'Ich bin in die ⟦Schillerstr. 19⟧ gezogen.',
    '⟦Zum Goldenen Hirsch 3, 97070 Würzburg⟧',
    'M. Dupont habite ⟦45 bis rue Victor Hugo, appt 12, 33000 Bordeaux⟧',
    'au ⟦118 av. Jean Jaurès 75019 Paris⟧',
    '⟦Carrer de Balmes 145, 3º 2ª, 08008 Barcelona⟧',
    'Vivo en ⟦Av. Insurgentes Sur 1602, Col. Crédito Constructor, 03940 Ciudad de México, CDMX⟧',
    '⟦Cra. 7 # 71-21⟧, Bogotá',
    '⟦Calle 72 No. 10-34 Oficina 302, Bogotá⟧',
    '⟦Av. Corrientes 1234, Piso 5, Depto B, C1043AAZ Buenos Aires⟧',
    '⟦V.le Europa 18, 00144 Roma⟧',
    '⟦ul. Jana Kochanowskiego 14B/7, 31-127 Kraków⟧',
    'Mieszkam na ⟦Marszałkowskiej 84/92⟧ w Warszawie',
    'zam. przy ⟦ul. Kwiatowej 3, 05-800 Pruszków⟧',
    'przy ⟦alei Niepodległości 12 m. 5⟧',
    'Zamieszkały: ⟦Nowa Wieś 17, 08-110 Siedlce⟧',
    '⟦skr. poczt. 14, 00-950 Warszawa⟧',
    'Hij woont op de ⟦Oude Gracht 88 bis, 3511 AV Utrecht⟧.',
    '⟦Postbus 1234, 3500 BE Utrecht⟧',
    '⟦Rue de la Loi 16, 1000 Bruxelles, Belgique⟧',
    '⟦R. Augusta, 1500 - Consolação, São Paulo - SP, 01304-001⟧',
    '⟦Rua do Ouro, nº 45, 2º Esq, 1100-060 Lisboa⟧',
    '⟦Drottninggatan 71 A, 111 36 Stockholm, Sweden⟧',
    '⟦Nørregade 10, 2. th., 1165 København K⟧',
    '⟦Hämeenkatu 14 B 23, 33100 Tampere⟧',
    '⟦Váci út 45, 1134 Budapest, Magyarország⟧',
    '⟦Vinohradská 1597/174, 130 00 Praha 3⟧',
    '⟦Dunajská 8, 811 08 Bratislava⟧',
    '⟦Bd. Unirii nr. 22, bl. 5, sc. A, ap. 14, București⟧',
    '⟦Vitosha Blvd 89, Sofia 1463, Bulgaria⟧',
    'г. Москва, ⟦ул. Тверская, д. 13, кв. 45⟧',
    'м. Київ, ⟦вул. Хрещатик, 22⟧',
    '⟦Tverskaya ul. 13, Moscow 125009, Russia⟧',
    '⟦Ermou 45, 105 63 Athens, Greece⟧',
    '⟦Level 12, 300 Queen St, Brisbane QLD 4000⟧',
    '⟦PO Box 99, Wellington 6140, New Zealand⟧',
    "⟦Apartment 5, 12 O'Connell Street, Dublin 1, D01 F5P2⟧",
    '⟦10 Downing Street, London SW1A 2AA⟧',
    'Rose Cottage, ⟦Mill Lane, Little Wenham, Suffolk IP9 2AB⟧',
    '⟦123 N. Main St., Apt. #4, Ann Arbor, MI 48104-1234⟧',
    '⟦1234 County Road 567, Burleson, Texas⟧',
    '⟦45-10 Court Square, Long Island City, NY 11101⟧',
    '⟦123 4th Ave NW, Seattle WA⟧',
    '⟦2-11-3 Meguro, Meguro-ku, Tokyo 153-0063, Japan⟧',
    '⟦大阪府大阪市北区梅田3-1-1⟧',
    '⟦广东省深圳市南山区科技园南路18号⟧',
    '⟦서울 강남구 역삼로 123⟧',
    '⟦12 Adetokunbo Ademola Street, Victoria Island, Lagos, Nigeria⟧',
    '⟦27 Long Street, Cape Town 8001, South Africa⟧',
    'i live at ⟦5 rue des lilas 69008 lyon⟧',
    'SHIP TO: ⟦500 TERRY FRANCOIS BLVD, SAN FRANCISCO, CA 94158⟧',
  ],
}

for (const [place, cases] of Object.entries(SENTENCES))
  it(`finds addresses as written in ${place}`, () => {
    const missed = cases.filter((one) => {
      const wanted = [...one.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1]!)
      return JSON.stringify(found(one.replace(/[⟦⟧]/g, ''))) !== JSON.stringify(wanted)
    })
    assert.deepEqual(
      missed.map((one) => [one, found(one.replace(/[⟦⟧]/g, ''))]),
      [],
    )
  })

const NOTHING: readonly string[] = [
  'In May 5 people left and 12 came back.',
  'Windows 10 and Office 365 are installed.',
  'See Figure 12, Table 3 and Chapter 5.',
  'Copyright 2009 Acme Foundation, Inc.\n 2012 Harold Nilsen',
  'fixed Bug#91120, Bug#91119 and Bug#91118',
  'PR 4356\n PR 26865\n PR 27594',
  'as 48 C.F.R. 12.212 says',
  'The meeting is on Monday 5, room 12.',
  'a 12 mile road and a 3 lane street',
  'a 10 minute drive from here',
  'Version 2 of the Apollo 11 report',
  'call (1) first and (2) last',
  'He scored 12 Points in 5 Games.',
  'the Wall Street Journal reported it',
  'Level 5 of Block 7',
  'Boeing 747 and Airbus 320',
  'via PEP 660 and via HTTP 2',
  'item 12 Blue Chairs, item 13 Red Tables',
  'On 12 March 2020 it ended.',
  'worker 12 Started at 10:11:12',
  'SELECT 12 FROM Table WHERE Id = 5',
  'Psalm 23, Genesis 1 and Act 5',
  'Room 12 is free, Gate 5 is not',
  'iPhone 15 Pro Max 256 GB',
  'Level: 5, Score: 12, Rank: 3',
  'port 8080 on Server 12',
  'Am 5. Mai kamen 20 Personen',
  'Im Jahr 2020 waren es 12 Prozent',
  'En 1998 la France gagne 3 Coupes',
  '第12号文件',
  '2026年5月12日',
  'os.lseek (tmpfd, 0, os.SEEK_SET)',
  'as in Python 3. In Python 2 we had',
]

it('leaves what is no address', () => {
  assert.deepEqual(
    NOTHING.map((one) => [one, found(one)]).filter(([, spans]) => spans!.length > 0),
    [],
  )
})

it('reports an address on lines of its own line by line', () => {
  const text = 'Joan Amory\n\n12 Harbour Road\n Suite 5\n Bristol\n Ireland 48213\n'
  assert.deepEqual(
    engine
      .inspect(text)
      .filter((span) => span.type === 'street_address' || span.type === 'postal_code')
      .map((span) => text.slice(span.start, span.end)),
    ['12 Harbour Road', 'Suite 5', '48213'],
  )
})

it('reads a postcode that a word names', () => {
  for (const [text, code] of [
    ['My zip code is 48213', '48213'],
    ['PLZ: 10115', '10115'],
    ['code postal 75002', '75002'],
    ['kod pocztowy 60-001', '60-001'],
    ['postcode: SW1A 1AA', 'SW1A 1AA'],
    ['CEP 01310-100', '01310-100'],
  ] as const)
    assert.deepEqual(
      engine
        .inspect(text)
        .filter((span) => span.type === 'postal_code')
        .map((span) => text.slice(span.start, span.end)),
      [code],
      text,
    )
  for (const text of ['open the zip file 12345', 'a zip of 48213 bytes', 'capacity 10115', 'recap 75002'])
    assert.deepEqual(
      engine.inspect(text).filter((span) => span.type === 'postal_code'),
      [],
      text,
    )
})

it('finds the same with and without a full text around it', () => {
  const text = 'She lives at 742 Linden Street, Springfield, IL 62704.'
  const far = `${'Nothing of note happened that day. '.repeat(40)}${text}${' And so on.'.repeat(40)}`
  assert.deepEqual(found(far), found(text))
})
