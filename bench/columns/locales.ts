// Words the benchmark's values are made of, by language of the schema. Written for the benchmark, apart from the engine's own lists; invented
// combinations, nobody's data.

export interface Locale {
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly streets: readonly string[]
  /** `n` before the street's name */
  readonly numberFirst: boolean
  readonly cities: readonly string[]
  /** 9: a digit, A: a letter */
  readonly zip: string
  /** national forms of telephone numbers */
  readonly phones: readonly string[]
  readonly prefix: string
  readonly plate: string
  readonly notes: readonly string[]
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
const phrases = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

export const LOCALES: Readonly<Record<string, Locale>> = {
  en: {
    given: words(
      'Oliver Imogen Declan Harriet Tyrone Beatrix Malik Shauna Clifford Ngozi Rhys Priya Duncan Latoya Wendell Saoirse Graham Keisha Nigel Fern Brandon Abigail Trent Maeve',
    ),
    family: words(
      "Hargreaves Okonkwo Pemberton O'Shea Whitlock Ramsbottom Ashdown Patel Fairweather Lockwood McAllister Barnaby Nwosu Thackeray Gillespie Standish Cartwright Mistry Beaumont Ellery Haddock Sinclair",
    ),
    streets: phrases(
      'Station Road; Church Lane; Victoria Terrace; Maple Drive; Elm Court; High Street; Kingsway; Orchard Close; Sycamore Blvd; Old Mill Rd; 3rd Ave; Lakeview Pkwy',
    ),
    numberFirst: true,
    cities: phrases(
      'Leeds; Bristol; Norwich; Cardiff; Perth; Galway; Tulsa; Boise; Akron; Stoke-on-Trent; Newcastle upon Tyne; St. Albans',
    ),
    zip: '99999',
    phones: ['(299) 555-9999', '299-555-9999', '07799 999999', '020 7999 9999', '299.555.9999'],
    prefix: '44',
    plate: 'AA99 AAA',
    notes: phrases(
      'rang about the late delivery; wants a quote by Friday; prefers mornings; asked for the manager; nothing further to do; voucher handed over at the desk',
    ),
  },
  de: {
    given: words(
      'Friederike Torsten Ayşe Gunnar Heidrun Malte Svenja Detlef Annegret Kai-Uwe Wiebke Burkhard Leonie Mehmet Rosemarie Jörn Tabea Ottokar Gesa Hannelore Fabian Ilse Nils Käthe',
    ),
    family: words(
      'Brinkmann Lüdenscheid Oberhuber Tiedemann Schlüter Yıldırım Krause-Peters Hoppenstedt Wagenknecht Rößler Eickhoff Grabowski Zimmerli Feldkamp Mägerlein Stolzenberg Pfaff Dörrbecker Nehls Quandt Ritter Althoff',
    ),
    streets: phrases(
      'Bahnhofstr.; Lindenallee; Am Alten Markt; Goethestraße; Rosenweg; Schulgasse; An der Mühle; Kastanienring; Hinterm Deich; Marktplatz; Friedhofsweg',
    ),
    numberFirst: false,
    cities: phrases(
      'Kassel; Bad Oeynhausen; Lübeck; Pforzheim; Görlitz; Castrop-Rauxel; Ulm; Linz; Winterthur; Neuss; Halle (Saale); St. Pölten',
    ),
    zip: '99999',
    phones: ['0991/999999', '0179 9999999', '030-9999999', '+49 171 9999999', '089 99 99 99'],
    prefix: '49',
    plate: 'AA-AA 999',
    notes: phrases(
      'Rückruf am Montag vereinbart; wünscht Ratenzahlung; Zähler neu verplombt; kein Interesse mehr; Mahnung zurückgezogen; Schlüssel hinterlegt',
    ),
  },
  fr: {
    given: words(
      'Clémence Thibault Maëlys Gaëtan Océane Fabrice Solène Yann Ghislaine Mohamed Bérengère Loïc Anne-Sophie Rémi Capucine Hervé Inès Baptiste Monique Kévin Élodie Gaspard',
    ),
    family: words(
      "Chevallier Lemoine Ben-Amar Rousselot Delacourt Le-Gall Vasseur Pichon d'Argent Guillemot Marchand Perrault Boulanger Nguyen-Tri Fournier Castaing Hamelin Jacquet Mercier Tanguy",
    ),
    streets: phrases(
      'rue des Lilas; avenue Jean Jaurès; place du Marché; bd Voltaire; chemin des Vignes; allée des Tilleuls; impasse du Moulin; quai de la Gare',
    ),
    numberFirst: true,
    cities: phrases("Angers; Villeurbanne; Saint-Malo; Le Havre; Clermont-Ferrand; L'Isle-Adam; Pau; Nîmes; Namur; Aix-en-Provence; Sète"),
    zip: '99999',
    phones: ['06 99 99 99 99', '01.99.99.99.99', '0699999999', '+33 6 99 99 99 99'],
    prefix: '33',
    plate: 'AA-999-AA',
    notes: phrases(
      'rappeler en début de semaine; dossier incomplet; a demandé un duplicata; paiement en trois fois; rien à signaler; colis déposé en point relais',
    ),
  },
  es: {
    given: words(
      'Rosario Iñaki Yolanda Gonzalo Montserrat Iker Encarnación Ramiro Nuria Joaquín Lourdes Xavier Pilar Hernán Azucena Baltasar Nieves Fermín Maite Saúl Consuelo Dolores',
    ),
    family: words(
      'Ibáñez Arrieta Quintanilla Zabaleta Peñalver Carrasco Villanueva Urrutia Montoya Escribano Cifuentes Olmedo Barrientos Gallardo Saavedra Merino Pizarro Lozano Echeverría Toledano',
    ),
    streets: phrases(
      'Calle Mayor; Av. de la Constitución; C/ Alcalá; Paseo del Prado; Plaza de España; Camino Viejo; Ronda de Toledo; Travesía del Pozo',
    ),
    numberFirst: false,
    cities: phrases('Logroño; San Sebastián; Alcalá de Henares; Cádiz; Mérida; Vigo; Elche; Rosario; Puebla; Jerez de la Frontera'),
    zip: '99999',
    phones: ['699 99 99 99', '699999999', '919 999 999', '+34 699 999 999'],
    prefix: '34',
    plate: '9999 AAA',
    notes: phrases(
      'llamará la semana que viene; pendiente de firma; pidió factura duplicada; sin incidencias; entrega en conserjería; quiere cambiar la tarifa',
    ),
  },
  it: {
    given: words(
      'Ludovica Ivano Rosalba Ettore Mirella Donato Fiorenza Loris Assunta Nicolò Ornella Gaetano Letizia Saverio Marisa Tommaso Agnese Renzo Concetta Manlio',
    ),
    family: words(
      "Bevilacqua D'Amico Scognamiglio Pellegrini Zanella Lo-Cascio Marchetti Di-Stefano Brambilla Tagliaferri Cattaneo Quaranta Sartori Fumagalli Iacobucci Melis Ruggeri Vianello",
    ),
    streets: phrases(
      'Via Garibaldi; Corso Italia; Piazza Dante; Viale dei Mille; Vicolo Stretto; Largo Augusto; Strada Statale 18; Via della Repubblica',
    ),
    numberFirst: false,
    cities: phrases("L'Aquila; Busto Arsizio; Reggio Emilia; Bari; Sesto San Giovanni; Forlì; Cuneo; Lecce; Trento"),
    zip: '99999',
    phones: ['339 9999999', '06 99999999', '+39 339 9999999', '0599/999999'],
    prefix: '39',
    plate: 'AA999AA',
    notes: phrases(
      'richiamare dopo pranzo; in attesa di documenti; ha chiesto lo sconto; nessuna segnalazione; camera cambiata; saldo alla partenza',
    ),
  },
  pl: {
    given: words(
      'Grzegorz Bożena Zbigniew Urszula Radosław Halina Kacper Małgorzata Przemysław Jadwiga Wiesław Oliwia Ryszard Danuta Łukasz Żaneta Bogdan Elżbieta Szymon Iwona',
    ),
    family: words(
      'Wróblewski Pietrzak Zielińska Gąsior Błaszczyk Chmielewska Dudek Jaworski Sikora Wójcik-Nowak Kubiak Szczepańska Ostrowski Grabarczyk Maciejewska Żuraw Ciesielski Bąk',
    ),
    streets: phrases('ul. Kwiatowa; al. Jana Pawła II; os. Słoneczne; pl. Wolności; ul. 3 Maja; ul. Mickiewicza; Rynek; ul. Długa'),
    numberFirst: false,
    cities: phrases('Bydgoszcz; Bielsko-Biała; Zielona Góra; Rzeszów; Łomża; Świnoujście; Tychy; Gorzów Wielkopolski'),
    zip: '99-999',
    phones: ['699 999 999', '699999999', '22 999 99 99', '+48 699 999 999'],
    prefix: '48',
    plate: 'AA 99999',
    notes: phrases('prosi o kontakt po południu; brak załącznika; wniosek uzupełniony; klucz w portierni; reklamacja odrzucona; bez uwag'),
  },
  nl: {
    given: words(
      'Femke Joost Marloes Wouter Anouk Tijmen Liesbeth Gijs Fatima Rutger Annemiek Sjoerd Hilde Bram Jolanda Cornelis Neeltje Pim Roos Dirk-Jan',
    ),
    family: words(
      'Hoekstra Vermeulen Terpstra Kuipers Schouten Zijlstra Brouwer Mulder Postma Verhoeven Boogaard Scholten Wiersma Bosman Kooistra Peeters Claes Timmermans',
    ),
    streets: phrases('Dorpsstraat; Molenweg; Prinsengracht; Koningslaan; Plein 1944; Lange Nieuwstraat; Burgemeester Jansenlaan; Het Spui'),
    numberFirst: false,
    cities: phrases("Zwolle; 's-Hertogenbosch; Den Helder; Gouda; Mechelen; Assen; Bergen op Zoom; Hoorn"),
    zip: '9999 AA',
    phones: ['06-99999999', '020-9999999', '0699999999', '+31 6 99999999'],
    prefix: '31',
    plate: '99-AAA-9',
    notes: phrases(
      'terugbellen na vijf uur; contributie kwijtgescholden; wil opzeggen per maand; geen bijzonderheden; sleutel bij de buren; wacht op machtiging',
    ),
  },
  pt: {
    given: words(
      'Gonçalo Beatriz Nuno Conceição Diogo Graça Rodrigo Leonor Joaquim Fátima Vasco Margarida Thiago Filomena Afonso Lurdes Henrique Benedita Jorge Odete',
    ),
    family: words(
      'Figueiredo Magalhães Cardoso Nogueira Teixeira Brandão Vasconcelos Pinheiro Sequeira Antunes Bettencourt Lourenço Guimarães Farinha Quintela Morais Salgueiro Patrício',
    ),
    streets: phrases(
      'Rua da Prata; Avenida da Liberdade; Travessa do Carmo; Largo da Sé; Estrada de Benfica; Praça da República; Rua 25 de Abril',
    ),
    numberFirst: false,
    cities: phrases('Setúbal; Viana do Castelo; Évora; Faro; Santarém; Campinas; Vila Nova de Gaia; Guarda'),
    zip: '9999-999',
    phones: ['919 999 999', '219999999', '+351 919 999 999', '(11) 99999-9999'],
    prefix: '351',
    plate: 'AA-99-AA',
    notes: phrases('ligar depois das seis; falta o comprovativo; pediu segunda via; sem observações; chave na portaria; quer rescindir'),
  },
  sv: {
    given: words('Linnéa Göran Saga Torbjörn Ebba Håkan Astrid Mikael Ulla-Britt Ossian Birgitta Rasmus'),
    family: words('Sjöberg Lundqvist Åkesson Bergström Nyström Hedlund Wallin Dahlgren Söderberg Ekdahl'),
    streets: phrases('Storgatan; Björkvägen; Kungsgatan; Ringvägen; Sveavägen'),
    numberFirst: false,
    cities: phrases('Västerås; Umeå; Norrköping; Kiruna; Lund'),
    zip: '999 99',
    phones: ['070-999 99 99', '08-999 999 99', '+46 70 999 99 99'],
    prefix: '46',
    plate: 'AAA 999',
    notes: phrases('ringer tillbaka i morgon; väntar på besked; inget att anmärka'),
  },
  da: {
    given: words('Mads Kirstine Søren Pernille Asger Birthe Jeppe Mette Villads Dorthe'),
    family: words('Østergaard Mortensen Kjær Thomsen Bruun Frederiksen Lauridsen Skov Dalgaard'),
    streets: phrases('Nørregade; Vesterbrogade; Skolevej; Søndergade; Åboulevarden'),
    numberFirst: false,
    cities: phrases('Aalborg; Esbjerg; Næstved; Hillerød; Odense'),
    zip: '9999',
    phones: ['29 99 99 99', '29999999', '+45 29 99 99 99'],
    prefix: '45',
    plate: 'AA 99 999',
    notes: phrases('ringer igen på mandag; afventer svar; ingen bemærkninger'),
  },
  tr: {
    given: words('Emre Zeynep Hakan Elif Burak Gülşen Serkan Nurhan Ceren Tuncay'),
    family: words('Yılmaz Özkan Demirtaş Karabulut Aydoğan Şahin Çelikkol Türkmen Koçak'),
    streets: phrases('Atatürk Cad.; Bağdat Caddesi; Gül Sokak; İstiklal Cad.; Çınar Sok.'),
    numberFirst: false,
    cities: phrases('Eskişehir; Bursa; Kayseri; Muğla; İzmir'),
    zip: '99999',
    phones: ['0539 999 99 99', '05399999999', '+90 539 999 99 99'],
    prefix: '90',
    plate: '34 AA 999',
    notes: phrases('öğleden sonra aranacak; evrak eksik; sorun yok'),
  },
  zh: {
    given: words('Xiaoming Wei Lihua Jing Guoqiang Meiling Zhiyuan Hong Jianguo Fang'),
    family: words('Zhang Ouyang Zhao Huang Sun Gao Liang Xu Deng Cai'),
    streets: phrases('Renmin Lu; Zhongshan Dong Lu; Jianguo Men; Heping Jie'),
    numberFirst: true,
    cities: phrases('Shenzhen; Hangzhou; Chengdu; Suzhou; Harbin'),
    zip: '999999',
    phones: ['13999999999', '+86 139 9999 9999', '010-99999999'],
    prefix: '86',
    plate: 'A99999',
    notes: phrases('will call back; waiting for invoice; nothing to add'),
  },
  ja: {
    given: words('Haruto Yuki Sakura Kenji Aiko Takeshi Mio Ryota Naoko Shinji'),
    family: words('Takahashi Matsumoto Inoue Kobayashi Shimizu Hayashi Saito Fujiwara Okada Hasegawa'),
    streets: phrases('Sakura-dori; Chuo 2-chome; Honcho; Minami-machi'),
    numberFirst: true,
    cities: phrases('Sapporo; Kobe; Niigata; Fukuoka; Sendai'),
    zip: '999-9999',
    phones: ['090-9999-9999', '03-9999-9999', '+81 90 9999 9999'],
    prefix: '81',
    plate: '99-99',
    notes: phrases('call back tomorrow; parcel left at the desk; nothing to add'),
  },
}
