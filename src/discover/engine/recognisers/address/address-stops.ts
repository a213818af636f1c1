// Words that look like parts of addresses and are none: function words, months, what stands before numbers.

/** Ordinary words that begin no name and end one. */
/** Words before a name that are other words without their full stop. */
export const NEEDS_STOP = new Set(
  'c r v per pr prosp loc lot all imp est rod trav put pass tr tv al pl os nam sos bul jr ps gg ch kr cl rte cours lot villa cite place square passage parque costa residence'
    .split(' ')
    .filter((word) => word.length < 5 && word !== 'cl'),
)
/** Names of companies end like this; no town does. */
export const COMPANY = new Set(
  'inc corp ltd llc gmbh co sa ag foundation plc bv nv spa srl contributors project association developers university'.split(' '),
)
export const STOP = new Set(
  `a an and are as at be been but by call called can contact do does for from had has have he her here his how i if in is it its just last leave let like
  me meet my near no not now of off on or our out over please see send she since so some tell than thanks that the their them then there these they this to today tomorrow
  tonight until up us was we were what when where which who why will with would yes yesterday you your address street name phone tel email fax date
  im ist der die das und oder von zu mit bei ein eine ich wir sie er es am um bis nach auf ab
  le la les un une et ou est dans chez avec je nous vous il elle au aux
  el los las una y o en es con por para yo su mi
  il lo gli e di che per sono abito
  i w na do z za od jest oraz to ten
  het een en van in op te is bij
  o os as um uma em no na com por`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Stand before numbers, with a capital, and are no streets. */
export const NOT_STREETS = new Set(
  `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
  januar februar marz juni juli oktober dezember mai janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
  enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
  stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia maart mei augustus janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
  monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
  chapter figure fig table tab page section sec article art step part version ver volume vol issue line row item note no nr number num nummer numero question exercise example appendix
  windows iphone android office python java node release build phase stage class type model series size group team grade level day week month year hour room gate track channel
  kapitel abbildung abb tabelle seite abschnitt absatz abs artikel satz punkt teil fassung ausgabe band heft zeile chapitre tableau partie etape capitulo figura tabla pagina seccion articulo parte
  capitolo sezione articolo rozdzial rysunek tabela strona punkt ustep psalm genesis act rule form schedule protocol apollo boeing airbus formula route psc cmr unit box suite apt apartment
  phone tel telephone fax mobile cell call total price sum amount usd eur gbp chf pln order invoice account card flight terminal platform version euro dollar pounds percent age aged born copyright isbn din iso en rfc
  about around over under only nearly almost some all both any every exactly approximately circa since until between within least most than just another`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Behind a name too often for something else. */
export const VERY_UNSURE_AFTER = new Set(
  'row run view point path rise hill green vale ridge pike extension heights plaza crossing g sor pot pr ro gil ter'.split(' '),
)
