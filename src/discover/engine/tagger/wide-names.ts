// Chinese, Japanese and Korean names: a known surname with a title behind it or a word that introduces it, no spaces needed. Bounded patterns
// that are only tried where such letters stand. Owns their surnames and titles.
import type { Compiled } from '../compile.ts'
import type { Hit, Recogniser } from '../recognisers/recogniser.ts'

const HAN = '\\u4e00-\\u9fff'
const CHINESE =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮許蘇盧蔣賈葉閻鍾陸錢湯龍賀賴龔鄧呂蕭'
const CHINESE_DOUBLE = '欧阳|司马|上官|诸葛|司徒|东方|尉迟|皇甫|令狐|歐陽|司馬|諸葛'
// What a given name does not hold: the next word has begun.
const NOT_GIVEN = '的在是和与及了说去来到从把被对也就都很还给向有为将已您你我他她们今不请請会會这這'
const CHINESE_TITLES = '先生|女士|小姐|太太|老师|教授|医生|大夫|经理|主任|律师|同学|师傅|老師|醫生|經理|律師|同學'
const CHINESE_LEADS =
  '姓名|我叫|我的名字是|名叫|叫做|联系人|收件人|收货人|寄件人|客户|患者|病人|户名|申请人|投保人|被保险人|法定代表人|负责人|經辦人|聯絡人|收件者|客戶|我是|签名|作者|记者|学生|员工|业主|房东|租客'
const JAPANESE =
  '佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡部|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|齋藤|斉藤|清水|山崎|森|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|岡本|藤原|三浦|金子|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|森田|上田|原|内田|柴田|酒井|宮崎|横山|高木|安藤|宮本|大野|小島|谷口|工藤|今井|高田|増田|丸山|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|菅原|岩崎|久保|木下|佐野|野村|松尾|菊地|菊池|市川|杉本|古川|大西|島田|水野|桜井|高野|渋谷|吉川|山内|西田|飯田|菅野|北村|安田|五十嵐|川口|平田|関|中田|久保田|東|服部|岩田|土屋|川崎|福島|本田|辻|樋口|秋山|田口|永井|山中|川村|吉村|星野|大橋|石原|松岡|浜田|馬場|森本|矢野|浅野|松下|大島|吉岡|小池|野田|荒木|熊谷|大久保'
const JAPANESE_TITLES = 'さん|様|さま|氏|くん|君|ちゃん|殿|先生|部長|課長|社長|係長|主任|選手|教授'
const JAPANESE_LEADS =
  '氏名|お名前|名前|担当者|担当|申請者|患者|私は|わたしは|宛先|差出人|契約者|連絡先|保護者|代表者|作成者|著者|署名|名義'
const KOREAN =
  '김|이|박|최|정|강|조|윤|장|임|한|오|서|신|권|황|안|송|류|전|홍|고|문|양|손|배|백|허|유|남|심|노|하|곽|성|차|주|우|구|민|진|나|엄|채|원|천|방|공|현|함|변|염|여|추|도|소|석|선|설|마|길|연|위|표|명|기|반|왕|금|옥|육|인|맹|제|모|남궁|황보|제갈|선우'
const KOREAN_TITLES = '씨|님|선생님|교수님|과장님|부장님|대리님|사장님|고객님|환자분'
const KOREAN_LEADS = '이름은|성명|이름|성함은|담당자|수령인|보내는 사람|받는 사람|고객명|환자명|신청인|예금주|대표자'

const surname = `(?:${CHINESE_DOUBLE}|[${CHINESE}])`
const given = `(?:(?![${NOT_GIVEN}]|${CHINESE_TITLES})[${HAN}])`
interface Form {
  readonly pattern: RegExp
  readonly lead: boolean
}
const FORMS: readonly Form[] = [
  { lead: false, pattern: new RegExp(`(${surname}${given}{0,2})(${CHINESE_TITLES})`, 'g') },
  { lead: true, pattern: new RegExp(`(${CHINESE_LEADS})[:： 　]{0,2}(${surname}${given}{1,2})`, 'g') },
  { lead: false, pattern: new RegExp(`((?:${JAPANESE})(?:[ 　]?[${HAN}\\u3041-\\u3096]{1,3}?)?)(${JAPANESE_TITLES})`, 'g') },
  {
    lead: true,
    pattern: new RegExp(
      `(${JAPANESE_LEADS})[:： 　]{0,2}((?:${JAPANESE})[ 　]?[${HAN}]{1,3}|(?:${JAPANESE})[ 　][\\u3041-\\u30ff]{2,5})`,
      'g',
    ),
  },
  { lead: false, pattern: new RegExp(`(?<![가-힣])((?:${KOREAN})[가-힣]{2})[ ]?(${KOREAN_TITLES})`, 'g') },
  { lead: true, pattern: new RegExp(`(${KOREAN_LEADS})[:： ]{0,2}((?:${KOREAN})[가-힣]{2})(?=[^가-힣]|입니다|이고|이며|이에요|$)`, 'g') },
]
/** Wide letters with what may stand between them. */
const RUN = /[\u3041-\u9fff\uac00-\ud7a3](?:[\u3041-\u9fff\uac00-\ud7a3]|[ \u3000:：]{1,2}(?=[\u3041-\u9fff\uac00-\ud7a3]))+/g

export function createWideNameRecogniser(type: Compiled): Recogniser {
  const read = (run: string, base: number, hit: (hit: Hit) => void): void => {
    for (const { pattern, lead } of FORMS) {
      for (const match of run.matchAll(pattern)) {
        const name = match[lead ? 2 : 1]!
        const word = match[lead ? 1 : 2]!
        const start = base + (lead ? match.index + match[0].length - name.length : match.index)
        const at = lead ? base + match.index : start + match[0].length - word.length
        hit({
          type,
          start,
          end: start + name.length,
          parts: [
            { rule: 'value', text: 'begins with a known surname', odds: name.length > 1 ? 1.4 : 0.8 },
            { rule: 'context', text: lead ? `follows \`${word}\`` : `\`${word}\` behind it`, odds: 1.2, at: [at, at + word.length] },
          ],
          prior: 0,
        })
      }
    }
  }
  return {
    types: [type],
    all: ({ text }, hit) => {
      for (const match of text.matchAll(RUN)) read(match[0], match.index, hit)
    },
    find: () => undefined,
  }
}
