// Given and family names, streets and towns of the four countries. Owns the lists: common ones, each of them thousands of people's, joined by chance.
export type CountryCode = 'DE' | 'FR' | 'US' | 'AT'

export const COUNTRIES: readonly CountryCode[] = ['DE', 'FR', 'US', 'AT']

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const GERMAN_GIVEN = words(`
  Anna Lena Marie Sophie Julia Laura Katharina Sabine Monika Petra Ursula Birgit Claudia Nicole Andrea Heike Jana Franziska Johanna Greta
  Thomas Michael Andreas Stefan Christian Markus Jürgen Klaus Wolfgang Uwe Matthias Tobias Florian Jonas Lukas Felix Moritz Jan Björn Götz`)

export const GIVEN: Readonly<Record<CountryCode, readonly string[]>> = {
  DE: GERMAN_GIVEN,
  AT: [...GERMAN_GIVEN.slice(0, 34), ...words('Leopold Gerhard Elfriede Hannelore Reinhard Valentina')],
  FR: words(`
    Marie Camille Léa Manon Chloé Inès Sarah Juliette Émilie Céline Nathalie Isabelle Sylvie Catherine Françoise Hélène Élodie Aurélie Sandrine Zoé
    Jean Pierre Michel Nicolas Julien Thomas Antoine Guillaume François Sébastien Olivier Laurent Stéphane Mathieu Hugo Louis Théo Étienne Benoît Rémi`),
  US: words(`
    Mary Jennifer Linda Patricia Elizabeth Susan Jessica Sarah Karen Nancy Lisa Emily Ashley Michelle Amanda Melissa Stephanie Rebecca Olivia Emma
    James Robert John David William Richard Joseph Charles Christopher Daniel Matthew Anthony Steven Kevin Brian Ethan Noah Mason Tyler Jordan`),
}

export const FAMILY: Readonly<Record<CountryCode, readonly string[]>> = {
  DE: words(`
    Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann
    Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Köhler Maier Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung
    Hahn Vogel Friedrich Keller Günther Berger Winkler Lorenz Baumann Albrecht Ludwig Böhm Jäger Groß Sommer Brandt Haas Schreiber Graf Ziegler`),
  AT: words(`
    Gruber Huber Bauer Wagner Müller Pichler Steiner Moser Mayer Hofer Leitner Berger Fuchs Eder Fischer Schmid Winkler Weber Schwarz Maier
    Schneider Reiter Mayr Schmidt Wimmer Egger Brunner Lang Baumgartner Auer Binder Lechner Wolf Wallner Aigner Ebner Koller Lehner Haas Schuster`),
  FR: words(`
    Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard
    Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia
    Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier`),
  US: words(`
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin
    Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores
    Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes`),
}

const GERMAN_STREETS = words(`
  Hauptstraße Schulstraße Gartenstraße Bahnhofstraße Dorfstraße Bergstraße Birkenweg Lindenstraße Kirchstraße Waldstraße Ringstraße Amselweg
  Goethestraße Schillerstraße Mozartstraße Rosenweg Mühlweg Feldstraße Wiesenweg Buchenweg`)

export const STREETS: Readonly<Record<CountryCode, readonly string[]>> = {
  DE: GERMAN_STREETS,
  AT: GERMAN_STREETS.map((street) => street.replace('Bahnhofstraße', 'Salzburger Straße')),
  FR: [
    'rue de la République',
    'rue Victor Hugo',
    'avenue Jean Jaurès',
    'rue des Lilas',
    'place de l’Église',
    'rue Pasteur',
    'rue du Moulin',
  ].concat(['boulevard Voltaire', 'rue des Écoles', 'allée des Tilleuls', 'rue de la Gare', 'chemin des Vignes', 'impasse des Acacias']),
  US: [
    'Oak Street',
    'Maple Avenue',
    'Cedar Lane',
    'Pine Street',
    'Washington Avenue',
    'Lake Drive',
    'Hill Street',
    'Walnut Street',
    'Park Avenue',
  ].concat(['2nd Street', 'Sunset Boulevard', 'River Road', 'Elm Street', 'Highland Avenue', 'Jefferson Street', 'Church Street']),
}

export interface Town {
  readonly name: string
  /** what its postcodes begin with; filled up with digits */
  readonly postcode: string
  /** of the United States only */
  readonly state: string | null
  /** area code and the numbers behind it that are kept for films and tests; `?` is any digit */
  readonly phone: string
}

const town = (name: string, postcode: string, phone: string, state: string | null = null): Town => ({ name, postcode, phone, state })

// Telephone numbers: the blocks that the regulators of Germany, France and North America keep for fiction; Austria has none, so its numbers
// come from a block with no subscriber (0720 000…).
export const TOWNS: Readonly<Record<CountryCode, readonly Town[]>> = {
  DE: [
    town('Berlin', '10', '+49 30 23125???'),
    town('Hamburg', '20', '+49 40 66969???'),
    town('München', '80', '+49 89 99998???'),
    town('Köln', '50', '+49 221 4710???'),
    town('Frankfurt am Main', '60', '+49 69 90009???'),
    town('Leipzig', '04', '+49 30 23125???'),
    town('Göttingen', '37', '+49 40 66969???'),
  ],
  AT: [
    town('Wien', '10', '+43 720 000???'),
    town('Graz', '80', '+43 720 001???'),
    town('Linz', '40', '+43 720 002???'),
    town('Salzburg', '50', '+43 720 003???'),
  ],
  FR: [
    town('Paris', '750', '+33 1 99 00 ?? ??'),
    town('Lyon', '690', '+33 4 65 71 ?? ??'),
    town('Nantes', '440', '+33 2 61 91 ?? ??'),
    town('Strasbourg', '670', '+33 3 53 01 ?? ??'),
    town('Toulouse', '310', '+33 5 36 49 ?? ??'),
    town('Saint-Étienne', '420', '+33 6 39 98 ?? ??'),
  ],
  US: [
    town('Los Angeles', '900', '+1 213 555 01??', 'CA'),
    town('Sacramento', '958', '+1 916 555 01??', 'CA'),
    town('San Diego', '921', '+1 619 555 01??', 'CA'),
    town('Fresno', '937', '+1 559 555 01??', 'CA'),
    town('New York', '100', '+1 212 555 01??', 'NY'),
    town('Buffalo', '142', '+1 716 555 01??', 'NY'),
    town('Austin', '787', '+1 512 555 01??', 'TX'),
    town('Houston', '770', '+1 713 555 01??', 'TX'),
    town('Seattle', '981', '+1 206 555 01??', 'WA'),
    town('Chicago', '606', '+1 312 555 01??', 'IL'),
    town('Denver', '802', '+1 303 555 01??', 'CO'),
    town('Miami', '331', '+1 305 555 01??', 'FL'),
  ],
}

/** Digits of a postcode in that country. */
export const POSTCODE_LENGTH: Readonly<Record<CountryCode, number>> = { DE: 5, FR: 5, US: 5, AT: 4 }
