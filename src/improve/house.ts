// What control tests ask of Holdfast itself. Owns the interface; assemble.ts hands it in.
export interface House {
  /** Reads the stored ledger from the first leaf; the problem found, or null. */
  verifyLedger(): Promise<{ readonly size: number; readonly problem: string | null }>
  withoutSecondFactor(): Promise<{ readonly count: number }>
}
