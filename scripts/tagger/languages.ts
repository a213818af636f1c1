// What names are made of in the seven languages besides English: endings of family names, trades that firms are called after, organisations that everyone there knows, and
// words that organisations are named with although they are ordinary ones. Data for fillers.ts and build-lexicon.ts; public names only.
const words = (text: string): readonly string[] => text.trim().split(/\s*[|\n]\s*/)

/** A family name is a beginning of another and one of these. */
export const FAMILY_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  de: 'mann er bach meier inger ke sen hardt feld stein wig hoff ler ner berg kamp horst bauer huber schmid loff rich old ert ing haus brink rath ow itz ig nagel beck reuter müller lein el le rmann ow'.split(' '),
  fr: 'ard eau ier et elle on in aud ot ou ac ert mont ville ois lin oux ard eux ez ic ec at iaux ière ault bert guen net let rel tier ron nier'.split(' '),
  es: 'ez ano ero eda ín ín ales uela illo aga arte iz oso era ado rri eta oz ona és alde abal ain inos ares endi iera oa ega'.split(' '),
  it: 'ini etti ella oni acci ato aro ari ello ese ucci otti isi ano ieri ione aldi ardi erini anti ante eri olo ossi igo asso azzo in on an'.split(' '),
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
