// Schemas added after the first faults were seen; all of them are train. Written as in schemas-a.ts.

export const SCHEMAS_C = `
== en later_webshop
users: id:seq!p email:email encrypted_password:bcrypt reset_password_token:token=open sign_in_count:qty current_sign_in_at:stamp last_sign_in_ip:ip first_name:given last_name:family date_of_birth:dob phone_number:phone shipping_address_line1:street shipping_address_line2:addr2?70 shipping_city:city shipping_state:region shipping_postal_code:zip shipping_country:country stripe_customer_id:hex8=open avatar_url:avatarurl locale:lang is_admin:bool marketing_consent:bool created_at:stamp bio:text=open facebook_id:order16=open
products: id:seq!p title:product slug:sku description:text price_cents:cents currency:currency stock_level:qty image_url:url=none weight_grams:qty is_active:bool created_by:smallref
orders: id:seq!p order_number:orderno user_id:ref!f status:status total_amount:price tax_amount:price placed_at:stamp customer_note:notephone discount_code:sku?80 ip_address:ip user_agent:ua billing_name:full billing_address:fulladdr
reviews: id:seq!p product_id:ref!f reviewer_name:full reviewer_email:email rating:small title:text=none body:text helpful_count:qty approved:bool
coupons rows=12: id:seq!p code:sku percent_off:qty valid_from:date valid_until:date max_uses:qty name:category
suppliers: id:seq!p company_name:company contact_name:full contact_title:jobtitle=open phone:shopphone address:shopstreet=open city:shopcity=open postal_code:shopzip=open website:domain=none
categories rows=12: id:seq!p name:category parent_id:smallref?50!f position:small
shipments: id:seq!p order_id:ref!f carrier:category tracking_number:tracking recipient_name:full recipient_phone:phone weight:weight shipped_at:stamp

== en later_hospital
patients: patient_id:seq!p first_name:given last_name:family dob:dob gender:sexword ssn:ssn phone:phone email:email address:street city:city state:region zip:zip insurance_provider:company=none insurance_policy_number:policy=record_number emergency_contact_name:full emergency_contact_phone:phone blood_type:blood allergies:allergy primary_physician_id:smallref!f race:ethnic language:lang=open registered_on:date height_cm:qty=open
visits: visit_id:seq!p patient_id:ref!f provider_id:smallref!f visit_date:stamp reason:diag=open chief_complaint:diag diagnosis_code:icd notes:notemail room_number:smallref discharge_status:status total_charge:price
providers: provider_id:seq!p full_name:full npi:order9=open specialty:dept license_number:licence=open email:email phone:phone hired_date:date
lab_tests: test_id:seq!p test_name:category specimen_type:category result_value:weight result_unit:state2 reference_range:scan performed_at:stamp status:status
billing: invoice_id:seq!p patient_id:ref!f amount:price card_last_four:last4 payment_method:cardkind claim_number:order9=open paid_on:date
rooms rows=12: room_id:seq!p name:code2 floor:small capacity:small

== en later_bank
customer: cust_id:seq!p title:salut fname:given mname:middle lname:family mother_maiden_name:family tin:ssn=us_ssn date_birth:dobus marital_st:marital occupation:jobtitle annual_income:income employer_name:employer res_address:fulladdr mob_no:phone email_id:email kyc_status:status risk_rating:plan pep_flag:yn branch_code:code5 created_dt:date
account: acct_no:account!p cust_id:ref!f acct_type:plan open_dt:date balance:price=open currency:currency status:state2 ifsc:sku=open nominee_name:full
transaction rows=300: txn_id:bigseq!p acct_no:account txn_type:code2 amount:price txn_ts:stamp merchant:company narration:error channel:category balance_after:price=open counterparty_iban:iban device_id:hex8=open geo_lat:lat=open
card: card_id:seq!p card_number:card name_on_card:fullup expiry_month:small=open expiry_year:year=open cvv:cvv pin_hash:sha=none card_status:status credit_limit:price
branch rows=12: branch_code:code5!p branch_name:company address:shopstreet city:shopcity phone:shopphone ifsc:sku=open
loan: loan_id:seq!p cust_id:ref!f principal:price rate_pct:pct term_months:qty purpose:category collateral:product guarantor:full
audit_log: id:bigseq!p username:user action:category table_name:category old_value:text new_value:text changed_at:stamp client_ip:ip

== en later_school_hr
Employee: EmployeeID:seq!p NationalIDNumber:order9=open LoginID:user JobTitle:jobtitle BirthDate:dob MaritalStatus:maritalcode Gender:sexup HireDate:date SalariedFlag:bit VacationHours:qty SickLeaveHours:qty CurrentFlag:bit rowguid:uuid ModifiedDate:stamp
Person: BusinessEntityID:seq!p PersonType:code2 NameStyle:bit Title:salut?60 FirstName:given MiddleName:middle?40 LastName:family Suffix:code2?95=open EmailPromotion:small AdditionalContactInfo:xml?95 Demographics:xml
PhoneNumber: BusinessEntityID:ref!f PhoneNumber:phone PhoneNumberTypeID:small
Address: AddressID:seq!p AddressLine1:street AddressLine2:addr2?85 City:city StateProvinceID:smallref!f PostalCode:zip
Department: DepartmentID:seq!p Name:dept GroupName:category ModifiedDate:stamp
Student: StudentID:seq!p RollNo:studentno=open GivenName:given Surname:family GuardianName:full GuardianMobile:phone HomeAddress:fulladdr BloodGroup:blood Religion:religion Nationality:nation AdmissionDate:date ClassSection:code2 BusRoute:smallref PhotoPath:photo
Grades: GradeID:seq!p StudentID:ref!f Subject:category Score:pct Term:code2 Remarks:text
Payroll: PayrollID:seq!p EmployeeID:ref!f GrossPay:income NetPay:income TaxWithheld:price=open BankAccountNo:account PayPeriod:code2
Store: BusinessEntityID:seq!p Name:company SalesPersonID:smallref!f Demographics:xml

== de later_kundendienst
KUNDE: KNR:seq!p NAME1:famup NAME2:givenup?20 STRASSE:street PLZ:zip ORT:city TELEFON1:phone TELEFON2:phone?70 FAX:phone?80 EMAIL:email GEBURTSTAG:dobde?40 SPERRKZ:jn ZAHLZIEL:qty RABATT:pct LETZTER_KAUF:datede UMSATZ:price
ANSPRECHPARTNER: APNR:seq!p KNR:ref!f ANREDE:salutde VORNAME:given NACHNAME:family FUNKTION:jobde ABTEILUNG:dept DURCHWAHL:phone MOBIL:phone?30
GERAET: GNR:seq!p KNR:ref!f SERIENNR:sku TYP:model BAUJAHR:year STANDORT:category WARTUNG:datede
EINSATZ: ENR:seq!p GNR:ref!f TECHNIKER:full DATUM:datede DAUER_H:hours BEMERKUNG:notephone UNTERSCHRIFT:signature KM:qty
ARTIKEL: ARTNR:artno!p BEZEICHNUNG1:product BEZEICHNUNG2:textde EKPREIS:price VKPREIS:price LAGERORT:code2 LIEFERANT:company

== fr later_gestion
client: code_client:seq!p raison_sociale:company?60 nom_contact:full adresse1:street adresse2:addr2?80 code_postal:zip ville:city telephone:phone portable:phone?40 email:email date_creation:date remise:pct commercial:given
facture: num_facture:invoice!p code_client:ref!f date_facture:date montant_ht:price tva:pct montant_ttc:price reglee:bool echeance:date
employe: matricule:seq!p nom_prenom:fullrev date_naissance:dobslash num_secu:nir adresse:fulladdr situation_familiale:maritalfr salaire_mensuel:income date_embauche:date iban:iban personne_a_prevenir:full tel_urgence:phone
produit: reference:sku!p designation:product prix_unitaire:price stock:qty fournisseur:company code_barre:ean
log_connexion: id:bigseq!p utilisateur:user adresse_ip:ip date_heure:stamp succes:bool navigateur:ua

== es later_ayuntamiento
padron: id_hab:seq!p nombre:given primer_apellido:family segundo_apellido:family num_documento:dni fecha_nacimiento:dob lugar_nacimiento:birthplace sexo:sexes nacionalidad:nation domicilio:street cod_postal:zip municipio:city telefono_movil:phone correo_electronico:email nivel_estudios:category=open fecha_alta:date
multas: expediente:order9!p matricula_vehiculo:plate titular:full importe:price fecha_infraccion:date articulo:code5 pagada:bool
licencias: num_licencia:order9!p solicitante:full actividad:category direccion_local:shopstreet=open superficie:qty fecha:date

== pl later_sklep
klienci: id_klienta:seq!p imie_nazwisko:full adres_email:email nr_telefonu:phone ulica_nr:street kod_pocztowy:zip miasto:city data_ur:dob?50 nip_firmy:nipfirm?80 zgoda_marketing:bool data_rejestracji:stamp haslo:bcrypt ostatnie_ip:ip
zamowienia: nr_zamowienia:orderno!p id_klienta:ref!f data_zam:stamp wartosc:price status:status uwagi:notephone adres_dostawy:fulladdr odbiorca:full nr_przesylki:track12
produkty: id_produktu:seq!p nazwa:product cena_brutto:price stan_mag:qty kod_ean:ean waga_kg:weight producent:company opis:text

== it later_studio_medico
pazienti: id_paziente:seq!p cognome_nome:fullrev codice_fiscale:cf data_di_nascita:dobslash sesso:sexup indirizzo:street cap:zip citta:city tel_casa:phone?50 cellulare:phone email:email gruppo_sanguigno:blood allergie:allergy?60 medico_curante:full esenzione:code5=open tessera_sanitaria:loyalty=record_number
visite: id_visita:seq!p id_paziente:ref!f data_visita:stamp motivo:diag=open diagnosi:diag terapia:drug importo:price pagato:bool note:notephone
listino: codice:code5!p descrizione:product prezzo:price iva:pct

== nl later_huurders
huurders: huurdernr:seq!p voornaam:given tussenvoegsel:state2?60=open achternaam:family geboortedatum:dob geslacht:sexup telefoon_prive:phone telefoon_werk:phone?70 email:email bsn:bsn iban:iban inkomen:salaryint nationaliteit:nation burgerlijke_staat:marital contactpersoon:full?50
woningen: woningnr:seq!p straatnaam:streetname=open huisnummer:house=open postcode:zip=open plaats:city=open huurprijs:price oppervlakte:qty bouwjaar:year energielabel:code2
meldingen: meldnr:seq!p huurdernr:ref!f omschrijving:notephone datum:stamp status:status monteur:full kosten:price

== pt later_clinica
utentes: num_utente:order9=record_number nome_completo:full data_nascimento:dob sexo:sexup nif:nif morada:street codigo_postal:zip localidade:city telemovel:phone email:email profissao:jobtitle estado_civil:maritalpt contacto_emergencia:full alergias:allergy?50 seguradora:company
consultas: id:seq!p num_utente:order9=open data:stamp medico:full especialidade:dept diagnostico:diag observacoes:notephone valor:price
stock: cod:artno!p designacao:product quantidade:qty validade:date preco:price
`
