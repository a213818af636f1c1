// The unit of Parquet files and roll-ups: hours since 1970, UTC, of the records' own time.
export const HOUR_MS = 3_600_000
