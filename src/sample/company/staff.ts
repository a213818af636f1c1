// Who works at the sample shop, where, and when it is day there. Owns the six staff and the services beside them, and whose night it is.
export type Desk = 'support' | 'analytics' | 'operations'

export interface StaffMember {
  /** as Holdfast knows them */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly desk: Desk
  /** the role in the database */
  readonly login: string
  /** IANA name */
  readonly zone: string
  /** ISO 3166 */
  readonly country: string
  /** addresses they come from; blocks of consumer connections in their country */
  readonly ips: readonly string[]
  /** first working day, in days before the end of the history; null: long before */
  readonly joinedDays: number | null
  /** on holiday from … to …, in days before the end of the history */
  readonly away: readonly [number, number] | null
}

const member = (
  id: string,
  name: string,
  desk: Desk,
  zone: string,
  country: string,
  ips: readonly string[],
  more: Partial<Pick<StaffMember, 'joinedDays' | 'away'>> = {},
): StaffMember => ({
  id,
  name,
  email: `${id}@shop.example`,
  desk,
  login: id.replace('.', '_'),
  zone,
  country,
  ips,
  joinedDays: null,
  away: null,
  ...more,
})

// Support follows the sun, so that at every hour it is night for one of the three who have been there all the time.
export const STAFF: readonly StaffMember[] = [
  member('dana.weber', 'Dana Weber', 'support', 'Europe/Berlin', 'DE', ['91.14.33.7', '91.14.33.8', '84.136.20.41']),
  member('luis.ortega', 'Luis Ortega', 'support', 'America/Los_Angeles', 'US', ['73.92.14.5', '73.92.14.77'], { away: [18, 11] }),
  member('maria.santos', 'Maria Santos', 'support', 'Asia/Manila', 'PH', ['112.198.76.12', '112.198.80.30']),
  member('jonas.keller', 'Jonas Keller', 'support', 'Europe/Berlin', 'DE', ['84.136.20.41', '93.192.8.19'], { joinedDays: 9 }),
  member('nora.petit', 'Nora Petit', 'analytics', 'Europe/Paris', 'FR', ['90.12.44.3', '90.12.44.9']),
  member('karl.lindner', 'Karl Lindner', 'operations', 'Europe/Berlin', 'DE', ['93.192.8.19', '91.14.33.7']),
]

/** Roles that programs log in with. */
export const SERVICES = {
  /** owns the tables; nobody logs in as it */
  owner: 'shop_owner',
  app: 'shop_app',
  batch: 'shop_batch',
  /** may read far more than its reports need */
  reporting: 'reporting',
} as const

/** From a network of the shop's own, beside the database. */
export const SERVICE_IP = '10.20.0.15'

const CLOCKS = new Map<string, Intl.DateTimeFormat>()

/** Night: from ten in the evening to seven in the morning where they live. */
export function isNight(zone: string, at: Date): boolean {
  let clock = CLOCKS.get(zone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone })
    CLOCKS.set(zone, clock)
  }
  const hour = Number(clock.format(at))
  return hour >= 22 || hour < 7
}

/** Whose credential is stolen: a support agent who has been there all the time and sleeps now. */
export function sleeper(at: Date): StaffMember {
  const candidates = STAFF.filter((each) => each.desk === 'support' && each.joinedDays === null)
  return candidates.find((each) => isNight(each.zone, at)) ?? candidates[0]!
}

/** Where the thief sits: addresses of countries in which nobody of the shop is. */
export const ELSEWHERE: readonly { readonly country: string; readonly ip: string }[] = [
  { country: 'BR', ip: '177.32.18.44' },
  { country: 'NZ', ip: '125.236.40.9' },
  { country: 'JP', ip: '126.72.11.90' },
  { country: 'ZA', ip: '105.184.22.17' },
  { country: 'CA', ip: '70.52.31.8' },
]
