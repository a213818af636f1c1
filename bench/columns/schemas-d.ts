// Schemas added when the words of column names had been widened; split by name like the first ones. Written as in schemas-a.ts.

export const SCHEMAS_D = `
== pl spoldzielnia_jawor
lokatorzy: nr_kartoteki:memberno!p nazw_im:fullrev pesel_lok:pesel data_ur:dob?30 tel_kom:phone tel_stac:phone?60 e_mail:email?10 nr_dow_os:passport?40 stan_cyw:maritalpl upowazniony:full?50 upow_tel:phone?50 zaleglosc:price ostrz_wyslano:bool uwagi:notephone?60
lokale: nr_lokalu:seq!p pow_m2:qty pietro:small rodzaj_lok:category stawka_m2:price licznik_nr:order9 rok_budowy:year
zgloszenia: id_zgl:seq!p zglaszajacy:full tel_zgl:phone opis_usterki:notephone data_zgl:stamp wykonawca:company koszt:price

== de pflegeheim_erlen
bewohner: bew_nr:memberno!p bew_name:fullrev gebdat:dobde zimmer:code2 kk_vers_nr:policy=record_number blutgr:blood allergien:allergy?60 diagn_text:diagde hausarzt:full angeh_name:full?20 angeh_tel:phone?20 konf:konfession betreuer:full?60 betreuer_tel:phone?60
pflegekraefte: pers_nr:artno=open!p vorn:given nachn:family tel_priv:phone mail_dienst:email std_lohn:income gebort:birthplace?40 fs_nr:licence?70 notfallkontakt:full?50
dienstplan: id:seq!p pers_nr:artno=open schicht:code2 von:time bis:time station:dept bemerkung:text?70
inventar: inv_nr:seq!p bezeichnung:product lagerort:code5 kaufdatum:datede preis:price seriennr:sku

== es seguros_cenit
asegurados: nro_afiliado:memberno!p ap_paterno:family ap_materno:family?20 nombres:given fec_nacim:dob edo_civil:maritales calle_nro:street mpio:city cod_post:zip tel_cel:phone tel_casa:phone?50 correo:email tipo_sangre:blood ocupacion:jobes beneficiario_1:full parentesco:state2=open
siniestros: folio:order9!p placas:plate conductor:full tel_conductor:phone fecha_sin:stamp monto:price perito:full testigo:full?60 lesiones:diages?60=open estatus:status
polizas: num_poliza:order16=open!p vigencia_ini:date vigencia_fin:date prima:price forma_pago:cardkind ramo:category
talleres: id_taller:seq!p razon_soc:company domicilio:shopstreet=open telefono:shopphone tarifa_hora:price

== en tracker_loom
members: id:seq!p uid:handle display_name:full mail_addr:email tz:tz locale:lang last_ip:ip created_at:stamp avatar_path:avatarurl legacy_id:uuid
issues: id:seq!p issue_title:topic description:notemail issue_author:full assigned_to:full reporter_mail:email priority:level status:status version_id:smallref file_count:qty branch_name:host
comments: id:seq!p issue_id:ref!f comment_author:full comment_body:notemail edited_by:uuid like_count:qty source_ip:ip
watch_devices: id:seq!p user_id:ref!f push_token:device device_name:model app_version:version seen_at:stamp
repositories: id:seq!p full_name:host=none clone_url:url default_branch:code5 size_kb:counter owner_type:category

== pt entregas_vila
clientes: cod_cli:seq!p nm_cliente:full dt_nasc:dob?30 fone_cel:phone fone_res:phone?60 end_logradouro:streetname end_num:house end_bairro:streetname?20=open end_cidade:city end_cep:zip nm_mae:full?50 renda_mensal:income?40 obs:notephone?60
entregas: nr_entrega:orderno!p nm_destinatario:full fone_dest:phone endereco_entrega:fulladdr entregador:full vl_frete:price peso_kg:weight cd_rastreio:tracking dt_saida:stamp assinado_por:full?40
motoboys: matricula:artno=open!p nome_compl:fullup placa_moto:plate cnh_num:licence celular:phone conta_corrente:account chave_pix:email contato_emerg:full

== tr klinik_defne
hastalar: hasta_no:patno!p ad_soyad:full tc_kimlik:tckn dogum_tar:dob cinsiyeti:sex medeni_hali:marital kan_grubu:blood cep_tel:phone acil_tel:phone?40 ev_adresi:street ilce:city eposta_adresi:email meslegi:jobtitle?50=open
randevular: randevu_no:seq!p hasta_adi:full doktor_adi:full tarih:stamp bolum:dept ucret:price odendi:bool aciklama:text?60
depo_stok: urun_kodu:sku!p urun_adi:product adet:qty birim_fiyat:price son_kul_tarihi:date

== nl bibliotheek_veer
leners: pasnr:memberno!p voorl:middle=open achtern:family roepn:given geb_dat:dob straat_huisnr:street pcode:zip wpl:city tel_mob:phone noodnr:phone?60 email_adr:email ouder_naam:full?70 saldo:price geblokkeerd:bool
uitleningen: id:seq!p exemplaar:sku pasnr:memberno=open datum_uit:date datum_terug:date?40 boete:price
titels: isbn:isbn!p titel:book auteur:full=open jaar:year aantal:qty genre:category

== en intake_northbeck
t_7: k1:seq!p a1:full a2:email a3:fulladdr a4:iban a5:card a6:ip a7:price a8:status a9:orderno a10:stamp
legend rows=40: family_set:marital sx:sexword bt:blood grp:category lvl:level unit:state2
applicants: app_id:seq!p cand_nm:full cand_mob:phone alt_mob:phone?60 natl_id:passport dlno:licence?40 curr_employer:employer exp_ctc:income interviewer:full resume_path:path src:category rating:small

== ja hoken_sumire
keiyakusha: keiyaku_no:order9=open!p shimei:full seibetu:sex seinengappi:dob yubin_bango:zip jusho:street denwa_bango:phone keitai:phone?40 shokugyo:jobtitle kyuyo:income?50 uketorinin_mei:full=open
seikyu: seikyu_no:orderno!p kingaku:price joutai:status tourokubi:stamp
`
