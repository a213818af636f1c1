// What every recogniser is given and gives. A recogniser looks at one anchor, reports spans of the normalised text, and says where to look
// on; it keeps no state between texts.
import type { Compiled } from '../compile.ts'
import type { Part } from '../evidence.ts'
import type { ScanText } from '../scan-text.ts'
import type { DigitGate, WordGate } from '../sift.ts'
import type { ValueShape } from '../value-shape.ts'

export interface Hit {
  readonly type: Compiled
  readonly start: number
  readonly end: number
  readonly parts: readonly Part[]
  /** log odds before the parts */
  readonly prior: number
  /** nothing but its form and its check speaks for it */
  readonly free?: boolean
  /** whether a word of its own stands beside it; an identifier with one goes before those without */
  readonly named?: boolean
}

/** What `fits` may look at: values of a column have few such shapes. */
export type RoughShape = Pick<ValueShape, 'mask' | 'length' | 'first'>

/** `none`: another form. `shaped`: the form without its check. `passed`: both. */
export type Fit = 'none' | 'shaped' | 'passed'

export interface Recogniser {
  /** words that wake it; of a phrase its first word, but then the scan kernel passes it over when the next word cannot be the second */
  readonly words?: readonly string[]
  /** what must follow these words for it to find something; the scan kernel passes them over otherwise */
  readonly wordGate?: WordGate | ((word: string) => WordGate | undefined)
  /** wake it only when they begin with a capital */
  readonly capitalWords?: readonly string[]
  /** literal beginnings of values (`AKIA`), case as written: wake it whatever follows */
  readonly starts?: readonly string[]
  /** Wakes it at a run of `length` digits between two characters (0: none or the end of the text; 127: any beyond ASCII)? Errs on the side of yes. */
  digits?(before: number, length: number, after: number): boolean
  /**
   * Of these runs of digits the scan kernel lets through only those that look like the beginning of one of its own; the rules are in
   * kernel/sift/gates.ts. Whoever makes the recogniser find more changes the gate with it, or drops it.
   */
  readonly gate?: DigitGate
  /** For the gate `house`: words that a street's name begins with, words that end one in small letters, and whether two letters may end such a word. */
  readonly houseWords?: {
    readonly ahead: Iterable<string>
    readonly behind: Iterable<string>
    readonly mayEnd: (a: number, b: number) => boolean
  }
  /** Is asked about runs of digits inside a date with a time too. */
  readonly moments?: boolean
  readonly at?: boolean
  /** `place`: the anchor. Calls `hit` for all it finds there. */
  find(scan: ScanText, place: number, kind: number, hit: (hit: Hit) => void): void
  /** Reads the whole text at once, beside the anchors. Calls `hit` for all it finds, in linear time. */
  all?(scan: ScanText, hit: (hit: Hit) => void): void
  /** When all is found: the hits without those that a text so full of numbers has by chance. */
  uncrowded?(hits: Hit[], scan: ScanText): Hit[]
  /** the types that it may report */
  readonly types: readonly Compiled[]
  /** Could a value of this shape be one of its own? Errs on the side of yes. `asked` as below. Remembered for the shape. */
  fits?(shape: RoughShape, asked?: Uint8Array): boolean
  /** The same by all that is known of the shape: asked of each value. */
  fitsGroups?(shape: ValueShape, asked: Uint8Array): boolean
  /** Does the whole value have the form? Without looking at anything beside it. `asked`: 1 for types that are asked for, by their order; never changed once given. */
  whole?(value: string, fit: (type: Compiled, fit: Fit) => void, asked: Uint8Array, shape: ValueShape): void
}

export const RARITY_ODDS = { high: 2, medium: 0, low: -2 } as const
