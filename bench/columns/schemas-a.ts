// Invented schemas, first half: English and German. A line is a table: its name, `rows=` when few or many, then `column:kind` with what differs:
// `?90` per cent of nulls, `=none` or `=type` another truth than the kind's, `@type` another declared type, `!p` primary, `!f` foreign key, `~` for a
// space in a name. Written as twenty different offices would.

export const SCHEMAS_A = `
== en shop_northgate
cust_master: cust_id:seq!p cust_nm:full email_addr:email email_verified:bit ph_home:phone?40 ph_mob:phone dob_dt:dob gndr_cd:sex mkt_opt_in:yn crt_ts:stamp upd_ts:stamp loyalty_pts:qty pref_lang:lang cust_seg_cd:code2
cust_addr: addr_id:seq!p cust_id:ref!f addr_type:code2 addr_ln_1:street addr_ln_2:addr2?70 city_nm:city st_cd:region zip_cd:zip cntry_cd:country is_dflt:bit
ord_hdr: ord_no:orderno!p cust_id:ref!f ord_dt:date ord_stat:status sub_tot:price ship_nm:full ship_str:street ship_city:city ship_zip:zip trk_no:track12 coupon:sku?80 ip_addr:ip
ord_ln: ord_no:orderno ln_no:small prod_id:ref!f qty:qty unit_prc:price disc_pct:pct
products: prod_id:seq!p name:product sku:sku ean13:ean brand:company descr:text wt_kg:weight colour:color img_url:url cat_id:smallref!f
cat_tree: cat_id:seq!p name:category parent_id:smallref!f title:category sort_ord:qty
payments: pay_id:uuid!p card_type:cardkind card_no:cardmask exp:exp auth_cd:hex8 amt:cents curr:currency holder:fullup billing_zip:zip stat:status gateway_ref:order16
stores: store_id:seq!p store_name:company street:shopstreet city:shopcity postcode:shopzip phone:shopphone lat:lat lng:lng open_time:time manager_name:full

== en clinic_riverside
Patients: PatientID:seq!p MRN:mrn NHSNumber:nhs Title:salut Forename:given Surname:family DateOfBirth:dob Sex:sexup AddressLine1:street AddressLine2:addr2?60 Town:city Postcode:zip MobileTel:phone NextOfKin:full?30 NextOfKinTel:phone?40 EthnicOrigin:ethnic?20 MaritalStatus:maritalcode BloodGroup:blood?50 Deceased:bit
Appointments: AppointmentID:seq!p PatientID:ref!f ClinicCode:code2 SlotStart:stamp SlotEnd:stamp Status:status ReminderSent:bit RoomNo:smallref DNA:bit
Encounters: EncounterID:seq!p PatientID:ref!f ICD10:icd DiagnosisText:diag ClinicalNotes:notephone AdmittedAt:stamp DischargedAt:stamp?30 WardCode:code2
Prescriptions: RxID:seq!p PatientID:ref!f DrugName:drug Dose:weight Frequency:small RepeatFlag:yn IssuedOn:date PrescriberName:full
Allergies: AllergyID:seq!p PatientID:ref!f Substance:allergy=health Severity:small RecordedOn:date
LabResults: ResultID:seq!p SampleBarcode:artno TestCode:code5 Value:weight?10 Units:state2 RefLow:weight RefHigh:weight AnalyserSerial:sku
Staff: StaffID:seq!p FullName:full GMCNo:artno=record_number Email:email Extension:port JobTitle:jobtitle StartDate:date

== en hr_meridian
employees: emp_id:seq!p emp_no:artno=open first_name:given middle_init:middle last_name:family work_email:email personal_email:email?50 ssn:ssn birth_date:dob gender:sexup ethnicity:ethnic marital_status:marital nationality:nation home_phone:phone hire_date:date term_date:date?85 job_title:jobtitle dept_id:smallref!f mgr_id:ref!f
compensation: emp_id:ref!f base_salary:income bonus_target_pct:pct pay_grade:code2 currency:currency effective_from:date
bank_details: emp_id:ref!f bank_name:company account_holder:full account_number:account sort_code:sortcode
emergency_contacts: emp_id:ref!f contact_name:full relationship:plan=open contact_phone:phone
dependents: dep_id:seq!p emp_id:ref!f dep_name:full dep_dob:dob birth_order:small
leave_requests: req_id:seq!p emp_id:ref!f leave_type:plan start_dt:date end_dt:date days:hours approved:bool
visas: emp_id:ref!f passport_no:passport issue_country:country expires_on:date visa_class:code2
departments: dept_id:seq!p name:dept cost_center:code5 budget:price head_count:qty

== en telco_axis
SUBSCRIBER: SUB_ID:bigseq!p MSISDN:phonebig IMSI:order16=open ICCID:tracking=open CUST_NAME1:fullup CUST_NAME2:fullup?90 BIRTH_DT:dobint ID_DOC_NO:passport ADDR_STREET:street ADDR_HOUSE_NO:house ADDR_CITY:cityup ADDR_ZIP:zip STATUS:state2 TARIFF_CD:code2 CREDIT_CLASS:code2 ACTIVATION_DT:dateint
CDR: CDR_ID:bigseq!p CALLING_NO:phonebig CALLED_NO:phonebig START_TS:epoch DUR_SEC:qty CELL_ID:code5 IMEI:imei BYTES_UP:counter BYTES_DN:counter CHARGE:price
DEVICES: DEVICE_MODEL:model PHONE_MODEL:model OS_VERSION:version RELEASED:year TAC:artno
PORTING: PORT_ID:seq!p OLD_OPERATOR:company NEW_OPERATOR:company PORT_NO:phonebig=open REQ_DT:dateint DONE:jn
CELL_SITE: SITE_ID:code5!p LATITUDE:lat LONGITUDE:lng AZIMUTH:qty HEIGHT_M:qty SITE_ADDRESS:shopstreet=open

== en forum_lantern
users: id:seq!p username:nick email:email pwd_hash:bcrypt display_name:nick bio:note avatar:avatarurl signup_ip:ip last_login:stamp age_of_account_days:qty karma:qty email_opt_out:bool timezone:tz locale:lang
posts: id:seq!p author_id:ref!f title:book body:text created:stamp edited:stamp?80 ip_count:qty score:qty locked:bool parent_id:ref?50!f
sessions: sid:session!p user_id:ref!f ua:ua ip:ip created_at:stamp expires_at:stamp
tags: id:seq!p name:category slug:category usage_count:qty
bans: id:seq!p user_id:ref!f reason:error until:stamp banned_ip:ip
attachments: id:uuid!p post_id:ref!f filename:file mime:mime bytes:counter sha256:sha

== en iot_fieldgate
telemetry rows=300: ts:millis!p device_id:hex8 temp_c:temp humidity:pct voltage:volt rssi:qty fw:build seq_no:bigseq payload:blob
devices: device_id:hex8!p serial:sku model:sku mac:mac=open installed_at:date lat:lat lon:lng site_id:smallref!f last_seen:epoch
sites: site_id:seq!p name:company street:shopstreet town:shopcity geohash:geohash
alerts: id:uuid!p level:level message:error topic:topic acked:bool ack_by:user value:temp threshold:temp
firmware: version:version checksum:sha released:date file_name:file size_bytes:counter

== en pay_clearpath
merchants: merchant_id:seq!p legal_name:company mcc:code5 vat_no:vatid website:domain=none contact_email:shopmail payout_iban:iban=open country:country
cards: token:uuid!p pan:card exp_month:small=open exp_year:year=open cvc:cvv name_on_card:fullup bin:code5 last_four:last4 brand:cardkind issued:date
transactions rows=300: txn_id:uuid!p amount_minor:cents ccy:currency auth_code:hex8 rrn:track12 stan:code5 mcc:code5 card_present:bit risk_score:pct customer_ip:ip device_fp:device created_at:stamp
chargebacks: id:seq!p txn_id:uuid!f reason_code:code2 amount:price evidence:jsonconf customer_statement:notemail deadline:date
kyc: applicant_id:uuid!p legal_first:given legal_last:family birthdate:dob id_number:passport tax_id:ssn selfie_url:photo addr:fulladdr risk:plan

== en housing_oaktree
tenants: tenant_id:seq!p tenant_name:full co_tenant:full?60 email:email tel:phone employer:employer monthly_income:salaryint credit_score:qty=open lease_start:date lease_end:date
units: unit_id:seq!p property_id:smallref!f unit_no:house=none floor:small sqft:counter beds:small rent:price vacant:yn
properties rows=12: property_id:seq!p name:company addr1:shopstreet=open city:shopcity=open zip:shopzip=open built:year
maintenance: ticket:ticket!p unit_id:ref!f descr:text opened:stamp closed:stamp?30 cost:price vendor:company tenant_note:notephone
vehicles: id:seq!p tenant_id:ref!f plate_no:plate make_model:model colour:color

== en dealer_fastlane
CUSTOMERS: CUSTNO:seq!p NAME1:famup NAME2:givenup STREET:street CITY:cityup PCODE:zip TELNO:phone EMAIL:emailup DLNO:licence LASTVISIT:dateint
STOCK: STOCKNO:seq!p VIN:vin=open MAKE:company MODEL:model YR:year MILEAGE:counter PRICE:price COLOUR:color REG:plate=open
SALES: INVNO:invoice!p CUSTNO:ref!f STOCKNO:ref!f SALEDATE:dateint NETT:price VATAMT:price DEPOSIT:price FINANCE:jn SALESMAN:given
SERVICE: JOBNO:order9!p REGNO:plate CUSTNAME:fullup MILEAGE:counter WORK:error PARTS:price LABOUR:price

== en game_emberforge
player: playerId:bigseq!p gamerTag:nick emailHash:emailsha countryCode:country level:qty xp:counter lastLoginAt:stamp deviceId:device advertisingId:adid pushToken:token isBanned:bool
purchase: purchaseId:uuid!p playerId:ref!f productKey:sku priceUsd:price store:plan receiptHash:sha createdAt:stamp
match rows=300: matchId:uuid!p mapName:category winnerId:ref!f durationMs:counter region:airport serverBuild:build
support_ticket: ticketId:seq!p playerId:ref!f subject:mailsubj message:notemail priority:small openedAt:stamp
inventory: itemId:seq!p playerId:ref!f itemName:product rarity:plan durability:pct

== en crm_brightwell
leads: lead_id:seq!p full_name:full company:company title:jobtitle work_phone:phone linkedin_url:linkedin twitter:handle?60 lead_source:category score:qty notes:notemail owner_id:smallref!f
accounts: account_id:seq!p account_name:company industry:category annual_revenue:counter employees:counter website:domain billing_street:shopstreet=open billing_city:shopcity=open
opportunities: opp_id:seq!p name:product stage:status amount:price close_date:date probability:pct account_id:ref!f
email_log: msg_id:uuid!p to_addr:email from_addr:email subject:mailsubj template:mailtpl email_count:qty bounced:bool opened_at:stamp?50
custom_fields: id:seq!p entity_id:ref!f attr_1:text attr_12:phoneE field7:email c1:code2 value:counter

== en library_ashford
borrower: borrowernumber:seq!p cardnumber:loyalty=open surname:family firstname:given othernames:given?85 address:street address2:addr2?80 city:city zipcode:zip email:email phone:phone dateofbirth:dob sex:sexup dateenrolled:date debarred:date?95 opacnote:note?80
biblio: biblionumber:seq!p title:book author:full=open isbn:isbn copyrightdate:year pages:counter abstract:text
issues: issue_id:seq!p borrowernumber:ref!f itemnumber:ref!f date_due:stamp renewals:small returndate:stamp?30
branches rows=3: branchcode:code2!p branchname:company branchaddress1:shopstreet branchzip:shopzip branchphone:shopphone

== de versicherung_hansa
T_PARTNER: PARTNER_NR:bigseq!p ANREDE_KZ:small=gender TITEL:state2?80 VORNAME:given NACHNAME:family GEBDAT:dobde GEBNAME:family?70 FAM_STAND:maritalde STAATSANG:nationde BERUF:jobde STEUER_ID:steuerid
T_ADRESSE: ADR_NR:seq!p PARTNER_NR:ref!f STR:streetname HAUSNR:house PLZ:zip ORT:city LKZ:country ADR_ART:code2
T_VERTRAG: VERTR_NR:policy!p PARTNER_NR:ref!f SPARTE:code2 BEGINN:datede ABLAUF:datede BEITRAG:price ZAHLWEISE:small STATUS:statusde
T_BANKVERB: BV_NR:seq!p PARTNER_NR:ref!f IBAN:iban BIC:bic KTO_INH:full MANDATSREF:invoice=open
T_SCHADEN: SCHADEN_NR:order9!p VERTR_NR:policy MELDEDAT:datede SCHADENHOEHE:price BESCHREIBUNG:noteiban KENNZEICHEN:plate?50 POLIZEI_AZ:invoice?80
T_KOMM: KOMM_NR:seq!p PARTNER_NR:ref!f KOMM_ART:code2 TEL_PRIV:phone TEL_GESCH:phone?60 EMAIL:email WERBESPERRE:jn
T_TARIF: TARIF_NR:code5!p BEZ:product GUELTIG_AB:datede FAKTOR:pct

== de stadtwerke_nord
kunden: kd_nr:seq!p kd_name:full kd_vnm:given kd_gebdat:dob kd_tel:phone kd_mail:emaildirty zahlart:code2 iban_mask:ibanmask angelegt_am:stamp kz_inkasso:jn
zaehler: zaehler_nr:sku!p kd_nr:ref!f typ:code2 einbau_dat:date hersteller:company eichjahr:year standort:category
ablesung rows=300: abl_id:seq!p zaehler_nr:sku stand:counter datum:date art:code2 plausibel:jn
lieferstelle: ls_nr:seq!p kd_nr:ref!f strasse_hnr:street plz_ort:zipcity etage:small
rechnung: re_nr:invoice!p kd_nr:ref!f betrag_brutto:price ust_satz:pct faellig:date mahnstufe:small
anfragen: id:seq!p betreff:mailsubj freitext:notephone bearb_kz:state2 eingang:stamp

== de gemeinde_amt
EINWOHNER: EWNR:bigseq!p FAMNAM:famup VORNAM:givenup GEBDAT:dobint GEBORT:birthplace GESCHL:sexup STAANG:nationcode RELIG:konfession FAMSTD:maritalcode STRASSE:street WOHNORT:cityup PLZ:zip ZUZUG:dateint WEGZUG:dateint?90
AUSWEIS: AUSWNR:passport=open EWNR:ref!f AUSGEST:dateint GUELTIG:dateint ART:code2
HUNDESTEUER: HSTNR:seq!p HALTER:fullup RASSE:category HUNDNAME:category BETRAG:price MARKE:artno
GEWERBE: GEWNR:seq!p FIRMA:company INHABER:full ANSCHR:fulladdr BRANCHE:category ANMELD:dateint
KFZ_ZULASSUNG: ID:seq!p KENNZ:plate HALTER_NAME:full FIN:vin ERSTZUL:dateint
HAUSHALT: TITEL:product KAPITEL:code5 ANSATZ:price JAHR:year

== de sportverein_tus
mitglieder: mitgliedsnr:memberno!p anrede:salutde vorname:given nachname:family geb:dobde strasse:street plz:zip ort:city tel1:phone tel2:phone?80 mail:email eintritt:datede austritt:datede?90 beitrag:price abteilung:dept bemerkung:notephone
sepa: id:seq!p mitglied:ref!f kontoinhaber:full iban:ibanspaced unterschrift_am:datede
kurse: kursnr:code5!p bezeichnung:product wochentag:category uhrzeit:time trainer:full max_tn:qty
inventar: inv_nr:artno!p name:product anschaffung:date wert:price raum:code2
spenden: spenden_id:seq!p spender:full betrag:price zweck:category datum:datede quittung:jn

== de kanzlei_recht
mandanten: mandant_id:seq!p bezeichnung:full=open ansprechpartner:full telefon:phone telefax:phone?50 e_mail:email anschrift:fulladdr geburtstag:dob?30 religion:religion?90 vorstrafen:criminal?60
akten: az:invoice!p mandant_id:ref!f gegner:full gericht:company streitwert:price status:statusde angelegt:stamp sachverhalt:noteiban
zeiten: id:seq!p az:invoice minuten:qty taetigkeit:textde satz:price bearbeiter:user
fristen: id:seq!p az:invoice frist:date art:code2 erledigt:bool

== de onlinehandel_flink
tblKunden: lngKundeID:seq!p strVorname:given strNachname:family strStrasse:street strPLZ:zip strOrt:city strEmail:email strTelefon:phone datGeburt:dob bolNewsletter:bool datAngelegt:stamp strUstID:vatid?80 intPunkte:qty
tblArtikel: lngArtikelID:seq!p strName:product strArtNr:artno curPreis:price strEAN:ean memBeschreibung:textde intBestand:qty
tblBestellung: lngBestellID:seq!p lngKundeID:ref!f datBestellt:stamp curSumme:price strStatus:statusde strLieferName:full strLieferStr:street strLieferOrt:zipcity strTrackingNr:tracking
tblMitarbeiter rows=12: lngMAID:seq!p strKuerzel:code2 strName:full curGehalt:salaryint strPersNr:artno=open
tblLog: lngID:seq!p datZeit:stamp strAktion:category strUser:user strIP:ip strMeldung:error

== de arztpraxis_lind
patient: pat_nr:patno!p pat_name:fullrev geb_datum:dob geschlecht:sexde versicherten_nr:policy=record_number kasse:company hausarzt:full?40 notfallkontakt:full?50 tel_mobil:phone schwerbehind:gdb?60
diagnosen: id:seq!p pat_nr:patno icd_code:icd diagnose:diagde seite:state2 gesichert:jn datum:datede
medikation: id:seq!p pat_nr:patno wirkstoff:drug dosis:weight einheit:state2 pzn:artno
termine: id:seq!p pat_nr:patno beginn:stamp dauer_min:qty raum:code2 bestaetigt:jn sms_gesendet:jn
abrechnung: id:seq!p quartal:code2 ziffer:code5 faktor:pct betrag:price
geraete: geraet_id:seq!p bezeichnung:product seriennr:sku wartung_am:date hersteller:company

== en airline_skylark
PASSENGER: PNR:hex8 PAX_SEQ:small SURNAME:famup GIVEN_NAME:givenup PAX_TYPE:code2 DOB:dobint GENDER:sexup DOC_NO:passport NATIONALITY:nationcode FFN:loyalty=record_number MEAL_CD:code2 SEAT:seat SSR_TEXT:error=open
FLIGHT: FLT_NO:flight DEP_APT:airport ARR_APT:airport STD:stamp STA:stamp TAIL_NO:code5 AC_TYPE:code2 GATE:code2
BOOKING: PNR:hex8!p CREATED:stamp CONTACT_PHONE:phoneE CONTACT_EMAIL:emailup FOP:cardmask6 TOTAL_FARE:price POS:airport AGENT_SIGN:code5
CREW: CREW_ID:seq!p NAME:fullup RANK:code2 BASE:airport LICENCE_NO:licence=open MEDICAL_EXP:date
BAGGAGE: TAG_NO:orderno!p PNR:hex8 WEIGHT:weight BELT:small
`
