// What names are made of in the seven languages besides English: endings of family names, trades that firms are called after, organisations that everyone there knows, and
// words that organisations are named with although they are ordinary ones. Data for fillers.ts and build-lexicon.ts; public names only.
const words = (text: string): readonly string[] => text.trim().split(/\s*[|\n]\s*/)

/** A family name is a beginning of another and one of these. */
export const FAMILY_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  de: 'mann er bach meier inger ke sen hardt feld stein wig hoff ler ner berg kamp horst bauer huber schmid loff rich old ert ing haus brink rath ow itz ig nagel beck reuter müller lein el le rmann ow'.split(
    ' ',
  ),
  fr: 'ard eau ier et elle on in aud ot ou ac ert mont ville ois lin oux ard eux ez ic ec at iaux ière ault bert guen net let rel tier ron nier'.split(
    ' ',
  ),
  es: 'ez ano ero eda ín ín ales uela illo aga arte iz oso era ado rri eta oz ona és alde abal ain inos ares endi iera oa ega'.split(' '),
  it: 'ini etti ella oni acci ato aro ari ello ese ucci otti isi ano ieri ione aldi ardi erini anti ante eri olo ossi igo asso azzo in on an'.split(
    ' ',
  ),
  pl: 'ski cki wicz czyk ak ek ka ik uk iak ewski owski ński ak ała oń ura asz arz ch at icz usz yk ocha ec el kiewicz da ra ta'.split(' '),
  nl: 'stra sma mans ers ink huis veld berg man aar dijk horst sen ens kamp ema inga en hof stra mans els aart eling oek'.split(' '),
  pt: 'eira eiro ões ares ado al ino ães ato inho ora ana ense ugal elo aga ilha osa edo ejo ais ura anha eda im ola'.split(' '),
}

/** What stands before a family name in the name of a small firm. */
export const TRADES: Readonly<Record<string, readonly string[]>> = {
  de: words(
    'Bäckerei|Metzgerei|Autohaus|Elektro|Malerbetrieb|Schreinerei|Zimmerei|Gärtnerei|Apotheke|Zahnarztpraxis|Praxis|Kanzlei|Steuerkanzlei|Ingenieurbüro|Architekturbüro|Druckerei|Reisebüro|Fahrschule|Gasthaus|Brauerei|Weingut|Buchhandlung|Verlag|Spedition|Bauunternehmen|Dachdeckerei|Sanitär|Optik|Juwelier|Modehaus|Möbelhaus|Landhandel|Baustoffe|Maschinenbau|Hausverwaltung|Immobilien|Reederei|Molkerei|Konditorei|Pflegedienst|Werkzeugbau|Privatbrauerei|Schlosserei|Textilhaus|Küchenstudio|Getränke|Transporte|Logistik|Feinkost|Versicherungsbüro|Gebäudereinigung|Orthopädie|Stahlbau|Metallbau|Holzbau|Tiefbau',
  ),
  fr: words(
    'Boulangerie|Garage|Plomberie|Électricité|Menuiserie|Pharmacie|Cabinet|Étude|Imprimerie|Librairie|Restaurant|Brasserie|Transports|Déménagements|Maison|Établissements|Ets|Entreprise|Société|Ateliers|Éditions|Assurances|Domaine|Château|Laboratoire|Clinique|Charcuterie|Fleurs|Optique|Bijouterie|Maçonnerie|Couverture|Peinture|Chauffage|Agence|Immobilière|Pépinières|Fromagerie|Taxis|Ambulances|Groupe|Fonderie|Scieries|Meubles|Carrosserie|Auto-école|Coopérative|Mutuelle|Fondation|Association|Syndicat|Compagnie|Institut|Papeterie|Traiteur',
  ),
  es: words(
    'Panadería|Talleres|Taller|Fontanería|Electricidad|Carpintería|Farmacia|Bufete|Despacho|Gestoría|Asesoría|Imprenta|Librería|Restaurante|Bodegas|Transportes|Mudanzas|Autocares|Construcciones|Excavaciones|Muebles|Ferretería|Seguros|Clínica|Laboratorios|Inmobiliaria|Autoescuela|Viajes|Carnicería|Peluquería|Óptica|Joyería|Pinturas|Conservas|Aceites|Cárnicas|Grupo|Editorial|Cooperativa|Fundación|Asociación|Colegio|Academia|Compañía|Distribuciones|Comercial|Suministros|Instalaciones|Reformas|Hormigones|Grúas|Hermanos|Viveros|Textiles|Consultores|Cervecería|Notaría',
  ),
  it: words(
    'Panificio|Officina|Idraulica|Elettrica|Falegnameria|Farmacia|Studio|Studio Legale|Tipografia|Libreria|Ristorante|Trattoria|Cantina|Autotrasporti|Traslochi|Autolinee|Costruzioni|Scavi|Mobilificio|Ferramenta|Assicurazioni|Clinica|Laboratorio|Immobiliare|Autoscuola|Viaggi|Macelleria|Pasticceria|Ottica|Gioielleria|Colorificio|Conserve|Oleificio|Caseificio|Salumificio|Gruppo|Editrice|Edizioni|Cooperativa|Fondazione|Associazione|Istituto|Accademia|Compagnia|Distribuzione|Impianti|Ristrutturazioni|Carrozzeria|Vivaio|Tessitura|Consorzio|Birrificio|Fonderia|Segheria|Azienda Agricola|Poliambulatorio|Casa di Cura|Ditta|Impresa|Fratelli|Autonoleggio|Lavanderia|Concessionaria',
  ),
  pl: words(
    'Piekarnia|Warsztat|Zakład|Hydraulika|Elektro|Apteka|Kancelaria|Kancelaria Adwokacka|Biuro|Biuro Rachunkowe|Drukarnia|Księgarnia|Restauracja|Browar|Transport|Przeprowadzki|Przedsiębiorstwo|Firma|Firma Handlowa|Budownictwo|Meble|Hurtownia|Ubezpieczenia|Klinika|Przychodnia|Laboratorium|Nieruchomości|Szkoła Jazdy|Cukiernia|Salon|Optyk|Jubiler|Spółdzielnia|Fundacja|Stowarzyszenie|Instytut|Akademia|Towarzystwo|Centrum|Wydawnictwo|Grupa|Huta|Odlewnia|Stolarnia|Auto|Masarnia|Mleczarnia|Gospodarstwo|Agencja|Studio|Dom|Pracownia|Zajazd|Hotel|Pensjonat',
  ),
  nl: words(
    'Bakkerij|Garage|Autobedrijf|Installatiebedrijf|Elektro|Timmerbedrijf|Apotheek|Advocatenkantoor|Notariskantoor|Administratiekantoor|Drukkerij|Boekhandel|Restaurant|Brouwerij|Transportbedrijf|Taxibedrijf|Bouwbedrijf|Aannemersbedrijf|Meubelen|Verzekeringen|Kliniek|Praktijk|Tandartspraktijk|Laboratorium|Makelaardij|Makelaars|Rijschool|Reisbureau|Slagerij|Kapsalon|Juwelier|Schildersbedrijf|Kwekerij|Zuivel|Groep|Uitgeverij|Coöperatie|Stichting|Vereniging|Instituut|Academie|Maatschappij|Groothandel|Handelsonderneming|Schoonmaakbedrijf|Dakdekkers|Loonbedrijf|Scheepswerf|Machinefabriek|Fysiotherapie|Huisartsenpraktijk|Koninklijke|Van|De|Grand Café|Hoveniers|Zeilmakerij|Tuincentrum|Accountants|Advocaten',
  ),
  pt: words(
    'Padaria|Oficina|Auto|Elétrica|Marcenaria|Farmácia|Escritório|Advogados|Contabilidade|Gráfica|Livraria|Restaurante|Churrascaria|Adega|Quinta|Transportes|Mudanças|Viação|Construtora|Construções|Móveis|Ferragens|Seguros|Corretora|Clínica|Laboratório|Imobiliária|Autoescola|Viagens|Açougue|Salão|Ótica|Joalharia|Tintas|Conservas|Laticínios|Grupo|Editora|Cooperativa|Fundação|Associação|Colégio|Academia|Companhia|Distribuidora|Comercial|Instalações|Reformas|Supermercados|Irmãos|Têxteis|Consultoria|Cervejaria|Metalúrgica|Serralharia|Instituto|Hotel|Pousada|Usina|Indústrias|Confeitaria|Mercearia|Drogaria|Papelaria|Cartório|Lavandaria',
  ),
}

/** Adjectives and heads that the names of larger ones are made of: `{}` a town or family name, or nothing. */
export const LOCAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  de: words(
    'Deutsche {} Versicherung|{}er Landesbank|Raiffeisenbank {}|Landeskrankenhaus {}|Bezirksamt {}|Stadtverwaltung {}|Gemeinde {}|Landkreis {}|Polizeipräsidium {}|Jobcenter {}|Handwerkskammer {}|Landgericht {}|Oberlandesgericht {}|Verwaltungsgericht {}|Kreissparkasse {}|Wohnungsbaugesellschaft {}|Verkehrsbetriebe {}|Diakonie {}|Caritasverband {}|SV {}|TSV {}|Volkshochschule {}|Gymnasium {}|Grundschule {}|Messe {}|Flughafen {}|{}er Verkehrs-AG|Bundesamt für {}|Universitätsklinikum {}|Bauverein {}|Wasserwerk {}|{} Logistik GmbH|Rechtsanwälte {}|{} & Kollegen|{} Gruppe|{}-Werke|{}bau GmbH',
  ),
  fr: words(
    "Crédit {}|Mutuelle de {}|Clinique {}|Conseil départemental de {}|Communauté de communes de {}|Office de tourisme de {}|Rectorat de {}|Collège {}|Gendarmerie de {}|Cour d'appel de {}|Tribunal judiciaire de {}|Centre hospitalier de {}|Caisse primaire de {}|Caisse d'allocations familiales de {}|Stade {}|FC {}|{} Habitat|Transports {}|Agglomération de {}|Ville de {}|Région {}|Syndicat des eaux de {}|Port de {}|Aéroport de {}|Crédit Mutuel de {}|Assurances {}|Éditions {}|Groupe {}|Fondation {}|{} et Associés|Cabinet {}|Laboratoires {}|SCI {}|SCP {}",
  ),
  es: words(
    'Caja {}|Mutua {}|Clínica {}|Gobierno de {}|Cabildo de {}|Consejería de {}|Colegio {}|Instituto {}|Policía Local de {}|Audiencia Provincial de {}|Juzgado de lo Social de {}|Registro Civil de {}|Hospital General de {}|Metro de {}|Aguas de {}|Puerto de {}|Aeropuerto de {}|Deportivo {}|Atlético {}|Cámara de Comercio de {}|Mancomunidad de {}|Comunidad de Propietarios {}|Compañía {} de Seguros|Editorial {}|Grupo {}|Fundación {}|{} Abogados|{} y Asociados|Laboratorios {}|Bodegas {}|Diócesis de {}|Delegación de {}|Cooperativa {}',
  ),
  it: words(
    "Cassa di Risparmio di {}|Credito {}|Clinica {}|Regione {}|Prefettura di {}|Questura di {}|Camera di Commercio di {}|Liceo {}|Istituto {}|Procura di {}|Corte d'Appello di {}|Giudice di Pace di {}|Azienda Ospedaliera di {}|Acquedotto di {}|Porto di {}|Aeroporto di {}|AC {}|Unione {}|Diocesi di {}|Consorzio {}|Condominio {}|Assicurazioni {}|Edizioni {}|Gruppo {}|Fondazione {}|Studio Legale {}|{} e Associati|Laboratori {}|Cantine {}|Protezione Civile di {}|Polizia Municipale di {}|Fiera di {}|Trasporti {}|Università degli Studi di {}",
  ),
  pl: words(
    'Bank Spółdzielczy w {}|Szpital Wojewódzki w {}|Starostwo Powiatowe w {}|Urząd Gminy {}|Urząd Skarbowy w {}|Sąd Okręgowy w {}|Prokuratura Rejonowa w {}|Komenda Miejska Policji w {}|Miejski Ośrodek Kultury w {}|Wodociągi {}|Uniwersytet w {}|Akademia Medyczna w {}|Liceum w {}|Szkoła Podstawowa w {}|Spółdzielnia Mieszkaniowa {}|Port Lotniczy {}|MPK {}|Grupa {}|Fundacja {}|Kancelaria {}|{} i Partnerzy|{} i Syn|Dom Maklerski {}|Zakłady Mięsne {}|Wydawnictwo {}|Wisła {}|Górnik {}|Zarząd Dróg w {}|Izba Lekarska w {}|Wspólnota Mieszkaniowa {}|Towarzystwo {}|Muzeum w {}|Teatr {}',
  ),
  nl: words(
    'Waterschap {}|Woningcorporatie {}|Gerechtshof {}|Politie {}|Brandweer {}|GGD {}|Basisschool {}|Lyceum {}|Kamer van Koophandel {}|Openbaar Ministerie {}|Veiligheidsregio {}|Zorggroep {}|Thuiszorg {}|Apotheek {}|Bibliotheek {}|Schouwburg {}|Sparta {}|Haven van {}|Luchthaven {}|Vervoerbedrijf {}|Energie {}|Drinkwaterbedrijf {}|Uitgeverij {}|{} Groep|Stichting {}|{} & Partners|{} Advocaten|{} Makelaars|Verzekeringsmaatschappij {}|Verenigde {}|OCMW {}|Stad {}|Coöperatie {}|Gebroeders {}|{} en Zonen',
  ),
  pt: words(
    'Caixa {}|Santa Casa de {}|Junta de Freguesia de {}|Governo de {}|Secretaria de {}|Colégio {}|Escola Estadual {}|Polícia Civil de {}|Tribunal da Relação de {}|Conservatória de {}|Cartório de {}|Centro Hospitalar de {}|Metro de {}|Companhia de Águas de {}|Porto de {}|Aeroporto de {}|Esporte Clube {}|Associação Comercial de {}|Diocese de {}|Condomínio {}|Seguros {}|Editora {}|Grupo {}|Fundação {}|{} Advogados|{} e Associados|Laboratórios {}|Assembleia Legislativa de {}|Unimed {}|Universidade Federal de {}|Universidade do {}|Finanças de {}|Vinhos {}|Irmãos {}',
  ),
}

export const KNOWN_THERE: Readonly<Record<string, readonly string[]>> = {
  de: words(
    'Commerzbank|Telekom|Postbank|Edeka|Rewe|Aldi|Lidl|Barmer|Techniker Krankenkasse|Ergo|Debeka|Signal Iduna|Huk-Coburg|Münchener Rück|Hannover Rück|Bosch|Thyssenkrupp|Continental|Henkel|Beiersdorf|Fresenius|Bundesagentur für Arbeit|Bundesbank|Bundeswehr|Bundestag|Bundesrat|Deutsche Post|DHL|Hermes|Hapag-Lloyd|Otto|Zalando|Deutsche Rentenversicherung|Knappschaft|Infineon|Bayer|Lufthansa|Tchibo|Rossmann|Saturn|Comdirect|Norisbank|Consorsbank|Vattenfall|EnBW|RWE|Vonovia|Caritas|Diakonie|ADAC|TÜV Süd|Dekra|Spiegel|ZDF|ARD|Österreichische Post|Raiffeisen|Erste Bank|Swisscom|Migros|Coop|Helvetia|Axpo|Die Linke|Greenpeace',
  ),
  fr: words(
    'Carrefour|Auchan|Leclerc|Intermarché|Crédit Agricole|Crédit Lyonnais|Banque Postale|La Poste|Axa|Groupama|Matmut|Macif|Allianz France|SNCF|RATP|EDF|Engie|Veolia|Suez|Danone|Michelin|Peugeot|Citroën|Renault|Airbus|Dassault|Safran|Saint-Gobain|Bouygues|Vinci|Eiffage|Free|SFR|Orange|Darty|Fnac|Decathlon|Leroy Merlin|Castorama|Monoprix|Boursorama|Pôle emploi|France Travail|Urssaf|Sécurité sociale|Assurance Maladie|Harmonie Mutuelle|MGEN|Le Monde|Libération|Air France|Chronopost|Colissimo|Proximus|Belfius|Desjardins|Hydro-Québec|Emmaüs|Croix-Rouge|Sénat|Assemblée nationale',
  ),
  es: words(
    'Mercadona|El Corte Inglés|Caixabank|Sabadell|Santander|Kutxabank|Unicaja|Abanca|Endesa|Naturgy|Repsol|Cepsa|Correos|Seur|Renfe|Adif|Aena|Iberia|Vueling|Línea Directa|Mutua Madrileña|Santalucía|Catalana Occidente|Sanitas|Adeslas|Asisa|Seguridad Social|Agencia Tributaria|Hacienda|SEPE|INSS|Telefónica|Yoigo|Orange España|Inditex|Mango|Ferrovial|Acciona|ACS|Indra|Pemex|Bancomer|Banorte|Telmex|Liverpool|YPF|Mercado Libre|Bancolombia|Ecopetrol|Avianca|Falabella|Codelco|Banco de Chile|Interbank|Cruz Roja|Cáritas|Guardia Civil|El País|Congreso de los Diputados',
  ),
  it: words(
    'Unicredit|Banca Intesa|Monte dei Paschi di Siena|Mediobanca|Bper|Fineco|Poste Italiane|Enel|Eni|Snam|Terna|Italgas|A2A|Hera|Telecom Italia|TIM|WindTre|Iliad|Trenitalia|Italo|Alitalia|Barilla|Ferrero|Lavazza|Luxottica|Prada|Benetton|Esselunga|Conad|Coop Italia|Esercito|Carabinieri|Guardia di Finanza|INPS|INAIL|Agenzia delle Dogane|Cassa Depositi e Prestiti|Reale Mutua|UnipolSai|Cattolica Assicurazioni|Zurich Italia|Allianz Italia|Pirelli|Fincantieri|Saipem|Mondadori|Corriere della Sera|La Repubblica|Rai|Mediaset|Croce Rossa|Caritas|Bartolini|SDA|Camera dei Deputati|Senato',
  ),
  pl: words(
    'PKO BP|Pekao|mBank|ING Bank Śląski|Millennium|Alior|Santander Bank Polska|PZU|Warta|Ergo Hestia|Compensa|Uniqa|Orlen|Lotos|PGE|Tauron|Enea|Energa|PGNiG|Poczta Polska|InPost|PKP Intercity|Koleje Mazowieckie|LOT|Play|Plus|Polkomtel|Cyfrowy Polsat|Allegro|Biedronka|Żabka|Lewiatan|Dino|Empik|Rossmann Polska|CCC|LPP|KGHM|JSW|Ursus|Wedel|Maspex|Tymbark|ZUS|NFZ|KRUS|GUS|NBP|Sejm|Senat|Ministerstwo Finansów|Straż Pożarna|Policja|Caritas Polska|TVN|TVP|Gazeta Wyborcza|Rzeczpospolita|Asseco|Comarch|Budimex|Nest Bank|Credit Agricole Polska',
  ),
  nl: words(
    'ING|ABN Amro|SNS|Triodos|Aegon|Achmea|Interpolis|Centraal Beheer|VGZ|Menzis|CZ|Zilveren Kruis|Albert Heijn|Jumbo|Hema|Bol|Coolblue|PostNL|NS|ProRail|Schiphol|KLM|Transavia|Ziggo|Odido|Vattenfall|Eneco|Essent|Shell|Unilever|Heineken|ASML|Randstad|Belastingdienst|UWV|SVB|Rijkswaterstaat|Tweede Kamer|Kadaster|DUO|IND|Kruidvat|Blokker|Gamma|Praxis|Action|Telegraaf|Volkskrant|NRC|Ajax|Feyenoord|KBC|Belfius|Argenta|Colruyt|Delhaize|De Lijn|Bpost|Telenet|Proximus|Rode Kruis|Natuurmonumenten|Leger des Heils',
  ),
  pt: words(
    'Itaú|Bradesco|Banco do Brasil|Caixa Econômica Federal|Caixa Geral de Depósitos|Millennium BCP|Novo Banco|BPI|Nubank|Claro|Oi|Vale|Embraer|Ambev|JBS|Natura|Magazine Luiza|Casas Bahia|Americanas|Pão de Açúcar|Continente|Pingo Doce|Sonae|Jerónimo Martins|EDP|Galp|CTT|Correios|CP|TAP|Gol|Azul|Latam|Meo|NOS|Tranquilidade|Ageas|Ocidental|Porto Seguro|SulAmérica|Amil|Receita Federal|INSS|Segurança Social|Finanças|Detran|Anatel|Anvisa|Bombeiros|Polícia Federal|PSP|GNR|Sabesp|Cemig|Copel|Eletrobras|Globo|Folha de São Paulo|Público|Benfica|Sporting|Flamengo|Cruz Vermelha',
  ),
}

export const TITLES: Readonly<Record<string, readonly string[]>> = {
  de: words('Herr|Frau|Herrn|Hr.|Fr.|Dr.|Prof.|Frau Dr.|Herrn Dr.|Familie|Prof. Dr.|Dipl.-Ing.'),
  fr: words('M.|Mme|Monsieur|Madame|Mlle|Me|Maître|Dr|Docteur|Professeur|MM.|Mmes'),
  es: words('Sr.|Sra.|D.|Dña.|Don|Doña|señor|señora|Dr.|Dra.|el Sr.|la Sra.|Srta.|Lic.|Ing.'),
  it: words('sig.|sig.ra|Sig.|Sig.ra|signor|signora|dott.|dott.ssa|avv.|ing.|Dott.|Avv.|geom.|prof.|rag.'),
  pl: words('pan|pani|Pan|Pani|p.|panem|panią|panu|pana|mgr|dr|mec.|inż.|prof.|Państwo'),
  nl: words('dhr.|mevr.|mevrouw|meneer|de heer|Dhr.|Mevr.|Mevrouw|mw.|dr.|mr.|ir.|ds.|prof.|familie'),
  pt: words('Sr.|Sra.|D.|Dona|senhor|senhora|Dr.|Dra.|o Sr.|a Sra.|Eng.|Exmo. Sr.|Prof.|seu|dona'),
}

/** Companies of the large stock indices of these countries, telephone and energy companies, banks and insurers. */
export const LISTED: Readonly<Record<string, readonly string[]>> = {
  de: words(
    'Adidas|Allianz|BASF|Bayer|Beiersdorf|BMW|Brenntag|Commerzbank|Continental|Covestro|Daimler Truck|Deutsche Börse|Deutsche Telekom|E.ON|Fresenius|GEA|Hannover Rück|Heidelberg Materials|Henkel|Infineon|Mercedes-Benz|Merck|MTU Aero Engines|Porsche|Qiagen|Rheinmetall|RWE|SAP|Sartorius|Scout24|Siemens Energy|Siemens Healthineers|Symrise|Vonovia|Volkswagen|Zalando|Hochtief|Hugo Boss|K+S|Lanxess|Leoni|Osram|Salzgitter|Südzucker|Talanx|Uniper|Wacker Chemie|Evonik|Bilfinger|Fraport|Freenet|Aurubis|Krones|Jungheinrich|Kion|Dürr|Drägerwerk|Nordex|ProSiebenSat.1|Carl Zeiss|Miele|Haribo|Dr. Oetker|Schaeffler|Würth|Vorwerk|Hornbach|Obi|Kaufland|Netto|Penny|Müller|Swiss Re|Novartis|Nestlé|Roche|UBS|OMV|Verbund|Voestalpine|Wienerberger',
  ),
  fr: words(
    "Accor|Air Liquide|Alstom|ArcelorMittal|BNP Paribas|Capgemini|Edenred|EssilorLuxottica|Eurofins|Hermès|Kering|L'Oréal|Legrand|LVMH|Orange|Pernod Ricard|Publicis|Sanofi|Schneider Electric|Société Générale|Stellantis|STMicroelectronics|Teleperformance|Thales|TotalEnergies|Unibail|Valeo|Vivendi|Worldline|Atos|Bolloré|Casino|Eramet|Faurecia|Ipsen|JCDecaux|Klépierre|Lagardère|Naval Group|Natixis|Neoen|Rexel|Sodexo|Soitec|Solvay|Ubisoft|Vallourec|Verallia|Areva|Orano|Framatome|Dalkia|Keolis|Transdev|Cdiscount|Conforama|Boulanger|Picard|Sephora|Promod|Kiabi|Bonduelle|Lactalis|Pierre Fabre|Servier|Biogaran|Covéa|Malakoff Humanis|Swiss Life|Generali France|Cofidis|Cetelem|Sofinco|CIC|LCL",
  ),
  es: words(
    'Acerinox|Aena|Amadeus|ArcelorMittal España|Banco Sabadell|Banco Santander|Bankinter|BBVA|Cellnex|Colonial|Enagás|Endesa|Ferrovial|Fluidra|Grifols|Iberdrola|Inditex|Indra|Logista|Mapfre|Meliá|Merlin Properties|Naturgy|Puig|Red Eléctrica|Redeia|Repsol|Rovi|Sacyr|Solaria|Telefónica|Unicaja|Movistar|Vodafone España|MasMovil|Jazztel|Euskaltel|Gas Natural|Holaluz|Día|Eroski|Alcampo|Consum|Bonpreu|Leroy Merlin España|Seat|Gamesa|Abengoa|Prosegur|Securitas Direct|Ebro Foods|Campofrío|Damm|Mahou|Estrella Galicia|Codorníu|Roca|Cosentino|Tous|Desigual|Globalia|Air Europa|Balearia|Trasmediterránea|Ibercaja|Cajamar|Laboral Kutxa|Cemex|Bimbo|Femsa|Televisa|Oxxo|Soriana|Banamex|Entel|Cencosud|Rappi|Davivienda|Claro|Personal|Banco Galicia',
  ),
  it: words(
    "A2A|Amplifon|Azimut|Banca Generali|Banca Mediolanum|Banco BPM|BPER Banca|Brunello Cucinelli|Buzzi|Campari|Diasorin|Enel|Eni|Erg|Ferrari|FinecoBank|Generali|Interpump|Intesa Sanpaolo|Inwit|Italgas|Iveco|Leonardo|Moncler|Nexi|Pirelli|Poste Italiane|Prysmian|Recordati|Saipem|Snam|Stellantis|Telecom Italia|Tenaris|Terna|Unicredit|Unipol|Fastweb|Tiscali|Vodafone Italia|Linkem|Edison|Sorgenia|Acea|Iren|Autostrade per l'Italia|Anas|Atlantia|Webuild|Salini|Piaggio|Ducati|Brembo|Sogefi|Artemide|Kartell|Natuzzi|Poltrona Frau|Geox|Diesel|Zegna|Armani|Versace|Bialetti|De'Longhi|Illy|Parmalat|Granarolo|Mutti|Rana|Cirio|Amadori|Aia|Eurospin|Pam|Despar|Bennet|Sky Italia|La7|Feltrinelli|Rinascente|Banca Sella|Credem|Carige|Widiba",
  ),
  pl: words(
    'Alior Bank|Allegro|Budimex|CCC|CD Projekt|Dino Polska|JSW|Kęty|Kruk|KGHM Polska Miedź|LPP|mBank|Orange Polska|PGE|Pekao|Pepco|PKN Orlen|PKO Bank Polski|PZU|Santander Bank|Tauron|Żabka Group|Cyfrowy Polsat|Asseco Poland|Enea|Energa|Eurocash|Grupa Azoty|Grupa Kęty|ING Bank|Kernel|Lotos|Polenergia|Getin Bank|Getin Noble Bank|BNP Paribas Bank Polska|Bank Millennium|Bank Pocztowy|VeloBank|T-Mobile Polska|Netia|Vectra|Multimedia Polska|Inea|UPC Polska|Amica|Boryszew|Ciech|Fakro|Oknoplast|Nowy Styl|Black Red White|Solaris|Pesa|Newag|Autosan|Hortex|Sokołów|Morliny|Mlekovita|Mlekpol|Piątnica|Bakoma|Sante|Lubella|Kompania Piwowarska|Grupa Żywiec|Media Expert|Neonet|Carrefour Polska|Auchan Polska|Kaufland Polska|Stokrotka|Polomarket|Netto Polska|Link4|Generali Polska|Allianz Polska',
  ),
  nl: words(
    "Adyen|Ahold Delhaize|AkzoNobel|ArcelorMittal|ASM International|ASML|ASR|BE Semiconductor|DSM|Exor|Heineken|IMCD|ING Groep|KPN|NN Group|Philips|Prosus|Randstad|Rabobank|RELX|Shell Nederland|Unilever|Universal Music Group|Wolters Kluwer|Aalberts|Air France-KLM|AMG|Arcadis|Boskalis|Corbion|Fugro|JDE Peet's|OCI|Post NL|SBM Offshore|Signify|TKH|Vopak|BAM|Heijmans|VolkerWessels|Ballast Nedam|DAF|Stork|Fokker|Damen|Tata Steel|Gasunie|TenneT|Alliander|Stedin|Enexis|Vitens|Evides|Greenchoice|Budget Energie|Oxxio|Tele2|T-Mobile|Simyo|Wehkamp|Bijenkorf|Etos|Zeeman|Wibra|Karwei|Praxis|Intratuin|Plus Supermarkt|Spar|Dirk|Vomar|Univé|Ohra|Ditzo|FBTO|De Goudse|ASN Bank|Knab|Bunq|Van Lanschot|NIBC|Solvay|UCB|Umicore|Ageas|Colruyt|Barco|Bekaert|Telenet|Ethias|Crelan",
  ),
  pt: words(
    "Altri|BCP|Corticeira Amorim|CTT|EDP Renováveis|Galp Energia|Ibersol|Jerónimo Martins|Mota-Engil|Navigator|NOS|REN|Semapa|Sonae|Vodafone Portugal|Altice Portugal|Delta Cafés|Super Bock|Sumol|Vista Alegre|Efacec|Brisa|Lusitânia|Fidelidade|Generali Tranquilidade|Banco Montepio|Santander Totta|Crédito Agrícola|Bial|Worten|Auchan Portugal|Intermarché Portugal|Águas de Portugal|Ambev|Azul|B3|Banco Inter|BB Seguridade|Bradesco|BRF|BTG Pactual|CCR|Cemig|Cielo|Cosan|CPFL|CSN|Cyrela|Dexco|Eletrobras|Embraer|Energisa|Eneva|Equatorial|Fleury|Gerdau|Hapvida|Hypera|Itaúsa|Itaú Unibanco|Klabin|Localiza|Lojas Renner|Magalu|Marfrig|Minerva|MRV|Natura|Petrobras|PetroRio|Petz|Raia Drogasil|Rede D'Or|Rumo|Sabesp|SLC Agrícola|Suzano|Taesa|Telefônica Brasil|Tim Brasil|Totvs|Ultrapar|Unipar|Usiminas|Vibra|WEG|Yduqs|Banrisul|Banestes|Sicoob|Sicredi|PagBank|PicPay|Havan|Riachuelo|Marisa|Carrefour Brasil|Assaí|Atacadão|Bradesco Seguros|NotreDame Intermédica|Tecnisa",
  ),
}
