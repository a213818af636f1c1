// Which law a person's address points to, from country, state and postcode as people type them. Pure; owns the forms. ISO 3166: `DE`,
// `US-CA`. What does not say it clearly gives null: an unknown residence is counted as unknown, never guessed.

// ISO 3166-1 alpha-3 behind its alpha-2; the names come from Unicode's CLDR, which Node carries.
const CODES =
  'AFAFG AXALA ALALB DZDZA ASASM ADAND AOAGO AIAIA AQATA AGATG ARARG AMARM AWABW AUAUS ATAUT AZAZE BSBHS BHBHR BDBGD BBBRB BYBLR BEBEL BZBLZ ' +
  'BJBEN BMBMU BTBTN BOBOL BQBES BABIH BWBWA BVBVT BRBRA IOIOT BNBRN BGBGR BFBFA BIBDI CVCPV KHKHM CMCMR CACAN KYCYM CFCAF TDTCD CLCHL CNCHN ' +
  'CXCXR CCCCK COCOL KMCOM CGCOG CDCOD CKCOK CRCRI CICIV HRHRV CUCUB CWCUW CYCYP CZCZE DKDNK DJDJI DMDMA DODOM ECECU EGEGY SVSLV GQGNQ ERERI ' +
  'EEEST SZSWZ ETETH FKFLK FOFRO FJFJI FIFIN FRFRA GFGUF PFPYF TFATF GAGAB GMGMB GEGEO DEDEU GHGHA GIGIB GRGRC GLGRL GDGRD GPGLP GUGUM GTGTM ' +
  'GGGGY GNGIN GWGNB GYGUY HTHTI HMHMD VAVAT HNHND HKHKG HUHUN ISISL ININD IDIDN IRIRN IQIRQ IEIRL IMIMN ILISR ITITA JMJAM JPJPN JEJEY JOJOR ' +
  'KZKAZ KEKEN KIKIR KPPRK KRKOR KWKWT KGKGZ LALAO LVLVA LBLBN LSLSO LRLBR LYLBY LILIE LTLTU LULUX MOMAC MGMDG MWMWI MYMYS MVMDV MLMLI MTMLT ' +
  'MHMHL MQMTQ MRMRT MUMUS YTMYT MXMEX FMFSM MDMDA MCMCO MNMNG MEMNE MSMSR MAMAR MZMOZ MMMMR NANAM NRNRU NPNPL NLNLD NCNCL NZNZL NINIC NENER ' +
  'NGNGA NUNIU NFNFK MKMKD MPMNP NONOR OMOMN PKPAK PWPLW PSPSE PAPAN PGPNG PYPRY PEPER PHPHL PNPCN PLPOL PTPRT PRPRI QAQAT REREU ROROU RURUS ' +
  'RWRWA BLBLM SHSHN KNKNA LCLCA MFMAF PMSPM VCVCT WSWSM SMSMR STSTP SASAU SNSEN RSSRB SCSYC SLSLE SGSGP SXSXM SKSVK SISVN SBSLB SOSOM ZAZAF ' +
  'GSSGS SSSSD ESESP LKLKA SDSDN SRSUR SJSJM SESWE CHCHE SYSYR TWTWN TJTJK TZTZA THTHA TLTLS TGTGO TKTKL TOTON TTTTO TNTUN TRTUR TMTKM TCTCA ' +
  'TVTUV UGUGA UAUKR AEARE GBGBR USUSA UMUMI UYURY UZUZB VUVUT VEVEN VNVNM VGVGB VIVIR WFWLF EHESH YEYEM ZMZMB ZWZWE'

const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pl',
  'nl',
  'pt',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'sk',
  'hu',
  'ro',
  'tr',
  'el',
  'uk',
  'ru',
  'ja',
  'zh',
  'ko',
]

const OTHER_WORDS: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s': 'US',
  'u s a': 'US',
  america: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'czech republic': 'CZ',
  holland: 'NL',
  'federal republic of germany': 'DE',
  brd: 'DE',
  'republic of ireland': 'IE',
  eire: 'IE',
  'south korea': 'KR',
  'republic of korea': 'KR',
  'ivory coast': 'CI',
  swaziland: 'SZ',
  burma: 'MM',
  macedonia: 'MK',
}

const STATES =
  'AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut|DE delaware|DC district of columbia|FL florida|GA georgia|' +
  'HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa|KS kansas|KY kentucky|LA louisiana|ME maine|MD maryland|MA massachusetts|MI michigan|' +
  'MN minnesota|MS mississippi|MO missouri|MT montana|NE nebraska|NV nevada|NH new hampshire|NJ new jersey|NM new mexico|NY new york|' +
  'NC north carolina|ND north dakota|OH ohio|OK oklahoma|OR oregon|PA pennsylvania|RI rhode island|SC south carolina|SD south dakota|TN tennessee|' +
  'TX texas|UT utah|VT vermont|VA virginia|WA washington|WV west virginia|WI wisconsin|WY wyoming'

// First three digits of a ZIP code to the state, as the Postal Service numbers its sectional centres.
const ZIPS =
  'MA 010-027 055|RI 028-029|NH 030-038|ME 039-049|VT 050-054 056-059|CT 060-062 064-069|NY 063 005 100-149|NJ 070-089|PA 150-196|DE 197-199|' +
  'DC 200 202-205 569|VA 201 220-246|MD 206-219|WV 247-268|NC 270-289|SC 290-299|GA 300-319 398-399|FL 320-339 341-342 344 346-347 349|AL 350-352 354-369|' +
  'TN 370-385|MS 386-397|KY 400-427|OH 430-459|IN 460-479|MI 480-499|IA 500-516 520-528|WI 530-532 534-535 537-549|MN 550-551 553-567|SD 570-577|' +
  'ND 580-588|MT 590-599|IL 600-620 622-629|MO 630-631 633-641 644-658|KS 660-662 664-679|NE 680-681 683-693|LA 700-701 703-708 710-714|AR 716-729|' +
  'OK 730-731 734-741 743-749|TX 733 750-770 772-799 885|CO 800-816|WY 820-831|ID 832-838|UT 840-847|AZ 850-853 855-857 859-860 863-865|' +
  'NM 870-871 873-875 877-884|NV 889-891 893-895 897-898|CA 900-908 910-928 930-961|HI 967-968|OR 970-979|WA 980-986 988-994|AK 995-999'

function words(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

let countries: Map<string, string> | undefined

function countryTable(): Map<string, string> {
  if (countries !== undefined) return countries
  const table = new Map<string, string>()
  const pairs = CODES.split(' ').map((code) => [code.slice(0, 2), code.slice(2)] as const)
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const [two] of pairs) {
      const name = names.of(two)
      if (name !== undefined && !table.has(words(name))) table.set(words(name), two)
    }
  }
  for (const [name, two] of Object.entries(OTHER_WORDS)) table.set(name, two)
  for (const [two, three] of pairs) {
    table.set(two.toLowerCase(), two)
    table.set(three.toLowerCase(), two)
  }
  countries = table
  return table
}

/** ISO 3166-1 alpha-2 of a code or a name in one of 23 languages; null when it is none. */
export function countryOf(text: string): string | null {
  return countryTable().get(words(text)) ?? null
}

const STATE_NAMES = new Map(
  STATES.split('|').flatMap((entry) => {
    const code = entry.slice(0, 2)
    return [
      [code.toLowerCase(), code],
      [entry.slice(3), code],
    ] as [string, string][]
  }),
)

/** Two letters of a state of the USA or the District of Columbia, from `CA`, `US-CA`, `California`. */
export function stateOf(text: string): string | null {
  return STATE_NAMES.get(words(text).replace(/^us /, '')) ?? null
}

const ZIP_STATES = new Map(
  ZIPS.split('|').flatMap((entry) => {
    const [state, ...ranges] = entry.split(' ') as [string, ...string[]]
    return ranges.flatMap((range) => {
      const from = Number(range.slice(0, 3))
      const to = Number(range.slice(-3))
      return Array.from({ length: to - from + 1 }, (_, at) => [from + at, state] as [number, string])
    })
  }),
)

/** The state of a ZIP code (five digits, or nine). */
export function stateOfZip(text: string): string | null {
  const match = /^\s*(\d{5})(?:-?\d{4})?\s*$/.exec(text.normalize('NFKC'))
  return match === null ? null : (ZIP_STATES.get(Number(match[1]!.slice(0, 3))) ?? null)
}

export interface Residence {
  readonly country?: string | null
  readonly state?: string | null
  readonly postcode?: string | null
}

/**
 * Of one address. Without a country: a state of the USA counts when its name is written out or when the ZIP code lies in it; two letters or
 * five digits alone may be another country's. A state that its ZIP code contradicts gives both: the person may live in either.
 */
export function jurisdictionsOf({ country, state, postcode }: Residence): string[] {
  const land = filled(country) ? countryOf(country) : null
  if (land !== null && land !== 'US') return [land]
  const named = filled(state) ? stateOf(state) : null
  const zip = filled(postcode) ? stateOfZip(postcode) : null
  if (land === 'US') {
    const states = [...new Set([named, zip].filter((each) => each !== null))]
    return states.length === 0 ? ['US'] : states.map((each) => `US-${each}`).toSorted()
  }
  // a country that is written down but not understood is not the USA
  if (filled(country) || named === null) return []
  return zip === named || words(state ?? '').length > 2 ? [`US-${named}`] : []
}

function filled(text: string | null | undefined): text is string {
  return typeof text === 'string' && text.trim() !== ''
}
