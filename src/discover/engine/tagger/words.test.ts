// The words of other languages: what was put in is found, in its own language alone; the shipped table knows ordinary words and not the names beside them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { LANGUAGES } from './foreign.ts'
import { hashWord } from './units.ts'
import { LETTERS, readWords, writeWords } from './words.ts'

describe('the words of other languages', () => {
  it('are found in their own language', () => {
    const words = readWords(writeWords([[2, hashWord('maison')]], 12))
    assert.equal(words.has(2, hashWord('Maison')), true)
    assert.equal(words.has(1, hashWord('maison')), false)
    assert.equal(words.has(2, hashWord('haus')), false)
  })
  it('are refused in another form', () => {
    const bytes = writeWords([], 12)
    assert.throws(() => readWords(bytes.slice(0, -1)), /length/)
    bytes[0] = 0
    assert.throws(() => readWords(bytes), /form/)
  })
  it('that are shipped hold ordinary words, and few names', () => {
    const words = readWords(new Uint8Array(readFileSync(new URL('../../../../rules/names/words.bin', import.meta.url))))
    const has = (language: (typeof LANGUAGES)[number], word: string): boolean =>
      words.has(LANGUAGES.indexOf(language) + 1, hashWord(word.slice(0, LETTERS)))
    for (const [language, list] of [
      ['de', 'rechnung lieferung kündigung bezahlen schnell'],
      ['fr', 'facture livraison bonjour payer rapidement'],
      ['es', 'factura entrega pagar rápido ventana'],
      ['it', 'fattura consegna pagare veloce finestra'],
      ['pl', 'faktura dostawa zapłacić szybko okno'],
      ['nl', 'factuur levering betalen snel venster'],
      ['pt', 'fatura entrega pagar rápido janela'],
    ] as const)
      for (const word of list.split(' ')) assert.equal(has(language, word), true, `${language} ${word}`)
    const names = 'Brzezicki Ohlendorf Kjaersgaard Bouchareb Iturrioz Scafidi Wojtkowiak Dijkgraaf Figueiroa Tschirner'.split(' ')
    const taken = names.flatMap((name) => LANGUAGES.filter((language) => has(language, name)).map((language) => `${language} ${name}`))
    assert.ok(taken.length <= 7, taken.join(', '))
  })
})
