// Where an address is, from data on this machine. Owns the interface. Never asks the network.

export interface Place {
  /** ISO 3166-1 alpha-2; null: not in the data, or a private address */
  readonly country: string | null
  /** private, loopback or link-local: inside, not abroad */
  readonly local: boolean
}

export interface Geo {
  /** IPv4 or IPv6, also v4 mapped; a text that is no address has no place. */
  placeOf(ip: string): Place
}
