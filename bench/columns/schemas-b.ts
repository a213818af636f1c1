// Invented schemas, second half: French, Spanish, Italian, Polish, Dutch, Portuguese, and some in Swedish, Danish, Turkish, Chinese and Japanese in
// Latin letters. Written as in schemas-a.ts.

export const SCHEMAS_B = `
== fr assurance_mutuelle
adherent: num_adh:memberno!p civ:salutfr nom:family prenom:given nom_naiss:family?60 dt_naiss:dobslash lieu_naiss:birthplace num_secu:nir sit_fam:maritalfr tel_port:phone tel_fixe:phone?50 mail:email
adresse: id_adr:seq!p num_adh:memberno lib_voie:street cplt:addr2?70 cp:zip ville:city pays:country
contrat: num_ctr:policy!p num_adh:memberno formule:plan cotis_mens:price dt_effet:date dt_resil:date?85 etat:status
sinistre: num_sin:order9!p num_ctr:policy dt_surv:date montant:price descriptif:notephone expert:full?50 immat:plate?60
rib: id_rib:seq!p num_adh:memberno titulaire:full iban:iban domiciliation:company
ayant_droit: id:seq!p num_adh:memberno nom_prenom:full dt_naissance:dob lien:code2
parametre: cle:category valeur:counter libelle:textde maj:stamp

== fr hopital_sud
PATIENT: IPP:mrn!p NOM_USUEL:famup PRENOM:givenup DDN:dobint SEXE:sexup NATIO:nationfr ADR:street CP:zip VILLE:cityup MEDECIN_TRT:full GROUPE_SANG:blood?30
SEJOUR: NUM_SEJ:order9!p IPP:mrn DT_ENTREE:dateint DT_SORTIE:dateint?20 UF:code5 MODE_SORTIE:small DIAG_PRINC:icd GHM:code5
PERSONNEL: MATRICULE:artno=open NOM:famup PRENOM:givenup FONCTION:jobfr SERVICE:dept SALAIRE_BRUT:income EMAIL_PRO:email
STOCK_PHARMA: CIP:ean LIBELLE:product LOT:sku PEREMPTION:date QTE:qty
ACTES: ID:seq!p CODE_CCAM:code5 TARIF:price QTE:small EXECUTANT:code2

== fr ecole_lumiere
eleves: ine:loyalty=record_number nom_eleve:family prenom_eleve:given naissance:dob sexe:sexfr classe:code2 regime:code2 photo:photo allergies:allergy?70
responsables: id_resp:seq!p nom_resp:full profession:jobfr tel_domicile:phone tel_travail:phone?60 courriel:email adresse_postale:fulladdr
notes: id_note:seq!p matiere:category valeur:grade coef:small trimestre:small appreciation:text
bulletins: id:seq!p annee:year moyenne:grade rang:qty fichier:file
salles: num:code2!p batiment:code2 capacite:qty projecteur:bool
bibliotheque: cote:sku!p titre:book auteur:full=open editeur:company annee:year isbn:isbn

== fr transport_vert
abonnes: id:uuid!p identifiant:user courriel:email motdepasse:bcrypt nom_complet:full date_de_naissance:dob derniere_connexion:stamp adresse_ip:ip newsletter:bool
trajets rows=300: id:seq!p abonne_id:uuid!f depart_lat:lat=open depart_lng:lng=open duree_s:counter distance_km:weight prix:price velo_id:code5
velos: velo_id:code5!p modele:model etat:status batterie:pct derniere_rev:date
stations: id:seq!p nom:company adresse:shopstreet=open commune:shopcity=open lat:lat lon:lng capacite:qty
paiements: id:uuid!p carte_masquee:cardmask exp:exp montant:cents devise:currency statut:status

== es clinica_dental
pacientes: nhc:patno!p nombre:given ape1:family ape2:family dni:dni fnac:dobslash sexo:sexes tlf:phone movil:phone correo_e:email dom:street cpostal:zip pobl:city prov:region alergias:allergy?50 profesion:jobes
citas: id_cita:seq!p nhc:patno fecha:date hora:time sala:code2 asistio:bit importe:price doctor:full
tratamientos: cod:code5!p descripcion:product precio:price iva:pct
historial: id:seq!p nhc:patno diagnostico:diages pieza:small observ:notemail
proveedores: id:seq!p razon_social:company cif:sku=none telefono:shopphone email:shopmail

== es banco_sur
CLIENTES: NUM_CLI:bigseq!p NIF:dni NOMBRE:givenup APELLIDO_1:famup APELLIDO_2:famup FEC_NAC:dobint EST_CIVIL:maritales NACIONALIDAD:nationcode INGRESOS:income PROFES:jobes DOMICILIO:fulladdr TELEF:phonenat
CUENTAS: IBAN:iban!p NUM_CLI:ref!f SALDO:price TIPO:code2 APERTURA:dateint OFICINA:code5
TARJETAS: PAN:cardmask6 CADUCIDAD:exp TITULAR:fullup LIMITE:cents BLOQ:state2
MOVIMIENTOS rows=300: ID_MOV:bigseq!p IBAN_ORDEN:iban CONCEPTO:noteiban IMPORTE:price FEC_VALOR:dateint DIVISA:currency
OFICINAS: COD_OFI:code5!p NOMBRE:company DIRECCION:shopstreet=open CIUDAD:shopcity=open TELEFONO:shopphone

== es hotel_playa
huespedes: huesped_id:seq!p nombre_completo:full documento:passport pais_res:country telefono_contacto:phone e_mail:email nacimiento:dob matricula:plate?60 observaciones:note?70
reservas: loc:hex8!p huesped_id:ref!f entrada:date salida:date hab:smallref adultos:small ninos:small importe_total:price canal:category estado:status
habitaciones: num:smallref!p tipo:code2 planta:small vistas:category precio_base:price fumador:bool
empleados rows=12: emp:seq!p nombre:full nss:track12=open puesto:jobes nomina:income
fidelidad: tarjeta:loyalty=open!p puntos:counter nivel:plan alta:date

== it comune_servizi
cittadini: id_citt:seq!p cod_fisc:cf cognome:family nome:given data_nasc:dobslash luogo_nasc:birthplace sesso:sexup cittadinanza:nationde indir:street civico:house cap:zip comune_res:city stato_civ:maritalit tel:phone pec:email
tributi: id:seq!p cod_fisc:cf anno:year importo:price pagato:bool scadenza:date causale:textde
pratiche: prot:order9!p oggetto:product richiedente:full data_prot:date ufficio:dept esito:status note:notephone
mensa: id:seq!p alunno:full classe:code2 intolleranze:allergy?60 isee:income
strade: cod_via:code5!p denominazione:shopstreet=open lunghezza_m:counter
veicoli_com: targa:plate=open modello:model km:counter revisione:date

== it palestra_forte
iscritti: tessera:loyalty!p nominativo:full nascita:dob eta:age email:email cellulare:phone peso_kg:weight=open professione:jobtitle cert_medico_scad:date foto:photo?40
abbonamenti: id:seq!p tessera:loyalty tipo:plan inizio:date fine:date prezzo:price rinnovo_auto:bool
corsi: id:seq!p nome:product istruttore:full sala:code2 posti:qty
accessi rows=300: id:bigseq!p tessera:loyalty varco:small orario:stamp
fornitori: id:seq!p ragione_sociale:company p_iva:piva telefono:shopphone

== pl kadry_pracownik
pracownicy: id_prac:seq!p imie:given drugie_imie:given?70 nazwisko:family nazw_rod:family?60 pesel:pesel nr_dowodu:passport=open dt_ur:dob msc_ur:birthplace plec:sexpl obywatelstwo:nationcode ul:street kod:zip miejsc:city tel_kom:phone mail_sluzb:email
umowy: nr_umowy:invoice!p id_prac:ref!f stanowisko:jobtitle wynagr_brutto:income etat:pct dt_od:date dt_do:date?70
konta: id:seq!p id_prac:ref!f nr_rachunku:iban bank:company
urlopy: id:seq!p id_prac:ref!f rodzaj:code2 od:date do:date dni:small zatw:bool
slownik: kod:code2!p opis:textde aktywny:bool kolejnosc:qty
badania: id:seq!p id_prac:ref!f wynik:diag=health wazne_do:date lekarz:full

== pl apteka_zdrowie
PACJENT: ID_PAC:seq!p NAZW_IMIE:fullrev PESEL:pesel TELEFON:phone ADRES:fulladdr UPRAWN:code2
RECEPTA: NR_REC:track12!p ID_PAC:ref!f LEK:drug=health ILOSC:qty REFUNDACJA:pct DATA_WYST:date LEKARZ:full
TOWAR: BLOZ:artno!p NAZWA:product PRODUCENT:company CENA_DET:price STAN:qty SERIA:sku DATA_WAZN:date
FAKTURA: NR_FV:invoice!p NIP:nipfirm KONTRAHENT:company WARTOSC:price TERMIN:date
UZYTKOWNIK rows=3: LOGIN:user IMIE_NAZWISKO:full HASLO_MD5:md5=open OSTATNIE_LOG:stamp

== pl uczelnia_wschod
studenci: nr_albumu:studentno!p imiona:given nazwisko:family data_urodzenia:dob adres_zam:fulladdr adres_koresp:fulladdr?70 telefon:phone email_pryw:email stypendium:price=open niepelnosprawnosc:disab?80 zdjecie:photo?20
oceny rows=300: id:seq!p nr_albumu:studentno przedmiot:category ocena:grade termin:small wpis:stamp
przedmioty: kod:code5!p nazwa:product ects:small godziny:hours prowadzacy:full
sale: nr:code2!p budynek:code2 miejsc:qty rzutnik:bool
rekrutacja: id:uuid!p kandydat:full pesel:pesel punkty:qty kierunek:category status:status dowod:passport=open

== nl zorg_thuis
clienten: clientnr:patno!p roepnaam:given achternaam:family tussenvgsl:state2?60=open geb_dat:dob bsn:bsn gesl:sexup adres:streetname huisnr:house pc:zip plaats:city tel_thuis:phone tel_mob:phone?30 e_mailadres:email huisarts:full noodcontact:full?40 burg_staat:marital
indicaties: id:seq!p clientnr:patno diagnose:diag code:code5 van:date tot:date?50 uren_pw:hours
rooster: id:seq!p medewerker:full datum:date dienst:code2 begin:time eind:time
facturen: factuurnr:invoice!p clientnr:patno bedrag:price btw:pct betaald:bool vervaldatum:date
materiaal: artikelnr:artno!p omschrijving:product voorraad:qty leverancier:company

== nl webwinkel_klomp
klant: klant_id:seq!p aanhef:salutnl naam:full emailadres:email wachtwoord_hash:bcrypt telefoonnr:phone geboortejaar:birthyear factuuradres:fulladdr nieuwsbrief:bool laatst_ingelogd:stamp klantgroep:code2
bestelling: bestelnr:order9!p klant_id:ref!f besteldatum:stamp totaal:price verzendkosten:price afleveradres:fulladdr track_trace:track12 opmerking:notemail
artikel: art_id:seq!p naam:product ean_code:ean prijs:price gewicht:weight kleur:color maat:size
rekening: id:seq!p rekeningnr:iban tnv:full bank:company
retour: id:seq!p bestelnr:order9 reden:textde datum:date status:status

== nl vakbond_fnv
leden: lidnummer:memberno!p voorletters:middle achternaam:family geboren:dobde straat_nr:street postcode:zip woonpl:city beroep:jobtitle werkgever:employer sector:category vakbond:union contributie:price incasso_iban:iban
acties: id:seq!p titel:product datum:date locatie:shopcity=open deelnemers:qty
stemmingen: id:seq!p lidnummer:memberno keuze:code2 tijdstip:stamp

== pt universidade_norte
alunos: num_mec:studentno!p nome_completo:full dt_nasc:dob nif:nif bi_cc:track12=open naturalidade:birthplace nacionalidade:nation sexo:sexup morada:street cod_postal:zip localidade:city telem:phone email_inst:email est_civil:maritalpt bolseiro:bool
inscricoes: id:seq!p num_mec:studentno uc:code5 ano_letivo:year nota:grade epoca:code2 estado:status
docentes: id:seq!p nome:full gabinete:code2 extensao:port categoria:plan orcid:invoice=open vencimento:income
ucs: codigo:code5!p designacao:product ects:small semestre:small
propinas: id:seq!p num_mec:studentno valor:price vencto:date pago:bool ref_mb:order9

== pt loja_maresia
clientes: cod_cli:seq!p nome:full contribuinte:nif telefone:phone mail:email rua:street cp:zip cidade:city data_nasc:dob pontos:qty obs:notephone
vendas: num_fat:invoice!p cod_cli:ref!f data:date total:price iva:pct metodo:cardkind
produtos: cod:artno!p descricao:product preco:price stock:qty cod_barras:ean fornecedor:company
funcionarios rows=12: num:seq!p nome:full funcao:jobtitle ordenado:income niss:track12=open
entregas: id:seq!p destinatario:full endereco:fulladdr peso:weight transportadora:company codigo_rastreio:tracking

== sv kundregister_fjord
kund: kundnr:seq!p fornamn:given efternamn:family personnr:personnr gatuadress:street postnr:zip postort:city mobil:phone epost:email skapad:stamp aktiv:bool
order_rad: ordernr:orderno artnr:artno antal:qty apris:price rabatt:pct
artikel: artnr:artno!p benamning:product pris:price lagersaldo:qty streckkod:ean
personal rows=12: anstnr:seq!p namn:full titel:jobtitle lon:income anhorig:full?50 anhorig_tel:phone?50

== da kommune_havn
borger: cpr_nr:cpr!p navn:full adresse:street postnr:zip by:city civilstand:marital foedselsdato:dob tlf:phone statsborgerskab:nation
sager: sagsnr:invoice!p cpr_nr:cpr emne:product status:status oprettet:stamp bemaerkning:notemail
ansatte: medarb_nr:seq!p fulde_navn:full stilling:jobtitle maanedsloen:income email:email
lokaler: lokale:code2!p kapacitet:qty etage:small

== tr musteri_kargo
musteri: musteri_no:seq!p ad:given soyad:family tc_kimlik:tckn dogum_tarihi:dob cep_tel:phone eposta:email adres:fulladdr il:city cinsiyet:sexup meslek:jobtitle
gonderi: takip_no:track12!p alici_ad_soyad:full alici_adres:fulladdr alici_tel:phone agirlik:weight desi:small durum:status tutar:price
sube: sube_kodu:code2!p sube_adi:company ilce:shopcity=open telefon:shopphone
arac: plaka:plate=open marka:company model:model km:counter

== zh yonghu_dianshang
yonghu: yonghu_id:bigseq!p xingming:full shouji:phone shenfenzheng:cnid youxiang:email xingbie:sexnum shengri:dob dizhi:fulladdr youbian:zip zhuce_shijian:stamp huiyuan_dengji:plan
dingdan: dingdan_hao:order16!p yonghu_id:ref!f jine:price zhuangtai:status shouhuoren:full shouhuo_dizhi:fulladdr kuaidi_danhao:track12
shangpin: shangpin_id:seq!p mingcheng:product jiage:price kucun:qty

== ja kokyaku_kanri
kokyaku: kokyaku_id:seq!p shimei:full seinengappi:dob denwa:phone mail_address:email yubin_bango:zip jusho:street seibetsu:sexnum shokugyo:jobtitle touroku_bi:date
chumon: chumon_no:order9!p kokyaku_id:ref!f kingaku:cents hizuke:date jotai:status
shohin: shohin_code:sku!p shohin_mei:product tanka:cents zaiko:qty

== en ngo_harbour
DONORS: DonorID:seq!p Donor~Name:full Date~of~Birth:dobus E-mail~Address:email Tel.~No.:phone Home~Address:fulladdr Gift~Aid:yn Faith~Group:religion?60 Amount~YTD:price
volunteers: v_id:seq!p name:full mobile:phone dbs_check:bool skills:category availability:plan emergency_name:full emergency_no:phone
beneficiaries: case_no:invoice!p alias:nick=open age:age country_of_origin:nation=open asylum_status:status=open disability:disab?40 story:notemail
events: event_id:seq!p title:product venue:company city:shopcity=open starts:stamp capacity:qty
grants: grant_id:seq!p funder:company amount:price awarded:date report_due:date

== en recruit_talentpath
candidate: cand_id:uuid!p fname:given lname:family mail_1:email mail_2:email?85 cell:phone curr_employer:employer curr_ctc:salaryint exp_ctc:salaryint cv_file:file=open linkedin:linkedin dob_serial:dobserial work_permit:nation=open
interview: id:seq!p cand_id:uuid!f round:small panel:full feedback:note rating:small slot:stamp
job: job_id:seq!p title:jobtitle=none dept:dept location:shopcity=none min_sal:salaryint=none max_sal:salaryint=none posted:date
referral: id:seq!p ref_by:user cand_email:email status:status

== en stream_vireo
accounts: acct_id:uuid!p login_email:email profile_nm:nick phone_verified:bit phone_type:phonekind card_last4:last4 bill_zip:zip signup_epoch:epoch dob_epoch:dobepoch plan_cd:plan hh_size:small gravatar:avatarurl
titles: title_id:seq!p title:book release_year:year runtime_min:qty genre:category director:full=open rating:grade
views rows=300: view_id:bigseq!p acct_id:uuid!f title_id:ref!f started_ms:millis pos_sec:counter client_ip_int:ipint user_agent:ua device_type:model cookie_id:cookie
mail_queue: id:bigseq!p rcpt:email tmpl:mailtpl queued_at:stamp tries:small

== de hotel_alpenblick
GAESTE: GAST_NR:seq!p NAME_VORNAME:fullrev GEB_DAT:dobde NATION:nationcode AUSWEIS_NR:passport ANSCHRIFT:fulladdr TEL:phonedirty EMAIL:emaildirty STAMMGAST:jn KFZ_KZ:plate?50
BUCHUNG: BUCH_NR:order9!p GAST_NR:ref!f ZI_NR:smallref ANREISE:datede ABREISE:datede PREIS_NACHT:price PERS:small STATUS:statusde KK_NR:cardmask KK_GUELTIG:exp
ZIMMER: ZI_NR:smallref!p TYP:code2 STOCK:small BETTEN:small BALKON:jn
MELDESCHEIN: MS_NR:seq!p UNTERSCHRIFT:signature STAATSANGEH:nationde REISEDOK:passport ERSTELLT:stamp
PERSONAL rows=3: PERS_NR:artno=open NAME:full LOHN_STD:price=open EINTRITT:datede SV_NR:sku=open

== de logistik_pfeil
sendungen: sdg_id:bigseq!p sdg_nr:track12 abs_firma:company empf_name:full empf_str:street empf_plz:zip empf_ort:city empf_tel:phone?40 gewicht:weight kolli:small avis_mail:email?30 status_cd:code2
fahrer: fahrer_id:seq!p fhr_vn:given fhr_nn:family fs_nr:licence fs_klasse:code2 handy:phone geb_dt:dob
fahrzeuge: fzg_id:seq!p kennzeichen:plate=open fin:vin=open marke:company km_stand:counter tuev:date
scans rows=300: id:bigseq!p sdg_id:ref!f zeit:epoch depot:code5 ereignis:category masse:scan
touren: tour:code5!p fahrer_id:ref!f datum:date stopps:qty km:weight
depots rows=12: depot:code5!p name:company strasse:shopstreet plz:shopzip ort:shopcity lat:lat lon:lng

== fr rh_paie
salaries: matricule:artno=open nom:family prenom:given num_ss:nir date_naiss:dob nationalite:nationfr emploi:jobfr salaire_base:income iban_paie:iban tel_perso:phone mail_perso:email rqth:bool=open syndicat:union?90 situation_familiale:maritalfr enfants:small=open
bulletin: id_bul:seq!p matricule:artno periode:code5 brut:price net:price=open cotis:price fichier_pdf:file
absences: id_abs:seq!p matricule:artno motif:code2 debut:date fin:date justif:bool
contacts_urgence: id:seq!p matricule:artno contact:full lien:code2 telephone:phone
postes: code_poste:code5!p libelle:jobfr=none echelon:small convention:code2

== es telecom_sol
ABONADO: ID_ABONADO:bigseq!p TIT_NOMBRE:fullup TIT_NIF:dni DIR_INST:street COD_POST:zip MUNICIPIO:cityup TEL_FIJO:phonenat TEL_MOVIL:phonenat CTA_BANC:iban CORREO:emailup F_ALTA:dateint SCORING:qty=none
FACTURACION: NUM_FACT:invoice!p ID_ABONADO:ref!f BASE:price IVA:pct TOTAL:price F_EMISION:dateint
EQUIPOS: NUM_SERIE:sku!p MAC_ADDR:mac=open MODELO:model FIRMWARE:build
LOG_ACCESO rows=300: ID:bigseq!p USUARIO:user IP_ORIGEN:ip NAVEGADOR:ua TS:epoch RESULTADO:code2
INCIDENCIAS: ID:seq!p ID_ABONADO:ref!f TEXTO:notephone PRIORIDAD:small CERRADA:bit

== it azienda_vendite
anagrafica: id_anag:seq!p rag_soc_o_nome:full=open cf_piva:cf via:street n_civ:house loc:city cap:zip prov:code2=open tel1:phone cell:phone?30 mail:email
ordini: n_ord:order9!p id_anag:ref!f dt_ord:date tot_imp:price stato:status agente:full
articoli: cod_art:sku!p descr:product um:state2 prezzo_list:price giac:qty cod_ean:ean
dipendenti: matr:seq!p cogn_nome:fullrev mansione:jobtitle ral:income dt_ass:date dt_nas:dob iban_stip:iban
log_web: id:bigseq!p ip:ip agente_utente:ua pagina:path quando:stamp esito:port
`
