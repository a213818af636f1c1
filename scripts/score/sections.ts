// All parts of the score, in the order they are printed. A new part is a file beside this one and a line here.
import { columns } from './columns.ts'
import { identifiers } from './identifiers.ts'
import { ownCases } from './own-cases.ts'
import { languages } from './languages.ts'
import type { Section } from './section.ts'
import { sentences } from './sentences.ts'

export const SECTIONS: readonly Section[] = [ownCases, columns, identifiers, sentences, languages]
