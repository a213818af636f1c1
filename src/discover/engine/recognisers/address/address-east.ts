// Addresses in Chinese, Japanese and Korean: from the large to the small, without spaces, ending in a number. Woken at the number; reads a bounded way back to
// the name of a province, a prefecture or a city, or to where the sentence begins.
const CHINA =
  '北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|臺北|台北|新北|桃園|臺中|台中|臺南|台南|高雄'
const JAPAN =
  '北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県'
const KOREA =
  '서울특별시|서울시|서울|부산광역시|부산|대구광역시|대구|인천광역시|인천|광주광역시|광주|대전광역시|대전|울산광역시|울산|세종특별자치시|세종|경기도|강원도|강원특별자치도|충청북도|충청남도|전라북도|전북특별자치도|전라남도|경상북도|경상남도|제주특별자치도|제주도'

const HAN = '\\u4e00-\\u9fff'
const CHINESE = new RegExp(
  `((?:${CHINA})(?:省|市|自治区|特别行政区|维吾尔自治区|壮族自治区|回族自治区)?[${HAN}]{0,30}(?:路|街|道|巷|弄|胡同|里|村|段))$`,
)
const CHINESE_CITY = new RegExp(
  `(?:^|[^${HAN}]|寄到|送到|住在|搬到|位于|在|到|是|为|至)([${HAN}]{1,6}(?:市|县|區|区)[${HAN}]{1,20}(?:路|街|大道|巷|弄|胡同|段))$`,
)
const CHINESE_NUMBER =
  /^\d{1,5}(?:-\d{1,4})?(?:号|號|弄|巷)(?:之\d{1,3})?(?:院|楼|樓)?(?:[\u4e00-\u9fff]{0,6}\d{1,4}(?:室|号楼|号|楼|單元|单元|幢|栋|座|层|層|樓|號)){0,4}/
const JAPANESE = new RegExp(
  `((?:〒\\s?\\d{3}-\\d{4}\\s{0,2})?(?:(?:${JAPAN})[${HAN}\\u3040-\\u30ffヶー]{1,30}|(?<![${HAN}])[${HAN}]{1,8}(?:市|区|郡|町|村)[${HAN}\\u3040-\\u30ffヶー]{1,20}))$`,
)
const JAPANESE_NUMBER = /^\d{1,4}(?:(?:丁目|番地の|番地|番|号|の|-)(?:\d{1,4})?){1,4}(?:号室|号)?/
const KOREAN = new RegExp(
  `((?:${KOREA})(?:\\s?[가-힣]{1,8}(?:시|군|구|읍|면)){1,3}\\s?[가-힣]{1,10}(?:\\d{1,3}번?)?(?:대로|로|길)|[가-힣]{1,8}(?:시|군|구)\\s[가-힣]{1,10}(?:대로|로|길))\\s?$`,
)
const KOREAN_NUMBER = /^\d{1,4}(?:-\d{1,4})?(?:번길 \d{1,4})?(?:,? ?\d{1,4}동)?(?:,? ?\d{1,4}호)?(?:,? ?\d{1,3}층)?/

export function isEastern(unit: number): boolean {
  return (unit >= 0x3040 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7a3)
}

/** [start, end) of the address whose number begins at `place`. */
export function easternAddress(text: string, place: number): readonly [number, number] | undefined {
  const behind = text.slice(Math.max(0, place - 64), place)
  const ahead = text.slice(place, place + 48)
  for (const [street, number] of [
    [CHINESE, CHINESE_NUMBER],
    [CHINESE_CITY, CHINESE_NUMBER],
    [JAPANESE, JAPANESE_NUMBER],
    [KOREAN, KOREAN_NUMBER],
  ] as const) {
    const numbered = number.exec(ahead)
    if (numbered === null) continue
    const named = street.exec(behind)
    if (named !== null) return [place - named[1]!.length - (named[0].length - named[0].trimEnd().length), place + numbered[0].length]
  }
  return undefined
}
