// Column types that the table types of every phase share. Owns nothing but them.
import type { ColumnType } from 'kysely'

export type Json<T> = ColumnType<T, string, string> // written as JSON text, read as value
export type Big = ColumnType<string, bigint | number | string, bigint | number | string> // int8 arrives as text
export type At = ColumnType<Date, Date, Date>
export type AtOrNull = ColumnType<Date | null, Date | null | undefined, Date | null>
export type TextOrNull = ColumnType<string | null, string | null | undefined, string | null>
