// A folder as people have them: a customer list, a nested file, free text, a column nobody can be sure about, and files that cannot be
// read. The values are made up here; the seed is fixed.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const FIRST = ['Anna', 'Björn', 'Chloë', 'Dariusz', 'Elif', 'Fátima', 'Grzegorz', 'Hélène', 'Ingrid', 'José']
const LAST = ['Schmidt', 'Müller', 'Dubois', 'Kowalski', 'Yılmaz', 'Silva', 'Nowak', 'Martin', 'Larsen', 'García']

/** `bulk`: rows of the large file, so that a scan takes long enough to be watched. */
export function writeCustomerFiles(folder: string, bulk: number): void {
  mkdirSync(path.join(folder, 'exports', 'März'), { recursive: true })
  const rows = Array.from({ length: 400 }, (_, n) => {
    const [first, last] = [FIRST[n % 10]!, LAST[(n * 7) % 10]!]
    const day = String((n % 28) + 1).padStart(2, '0')
    const loyalty = n % 2 === 0 ? `LR${10_000_000 + n * 37}` : `4917${10_000_000 + n * 91}`
    return `${n},${first} ${last},${first}.${last}.${n}@mail.example,19${60 + (n % 40)}-03-${day},${loyalty},${n % 3 === 0}`
  })
  writeFileSync(path.join(folder, 'customers.csv'), `id,full_name,email,birth_date,loyalty_ref,newsletter\n${rows.join('\n')}\n`)
  writeFileSync(
    path.join(folder, 'exports', 'payments.csv'),
    `order;card_no;amount\n1;4111 1111 1111 1111;10.00\n2;5500 0055 5555 5559;12.50\n3;3400 0000 0000 009;9.90\n`,
  )
  writeFileSync(
    path.join(folder, 'exports', 'März', 'users.ndjson'),
    rows
      .slice(0, 50)
      .map((row) => `${JSON.stringify({ user: { mail: row.split(',')[2], active: true } })}\n`)
      .join(''),
  )
  // Columns that are called what they are not, and one that is empty: the first two wait for a person, the last for nobody.
  const shelf = Array.from({ length: 60 }, (_, n) => `${n},box ${n * 7} left side,lot ${n % 31} of ${n},`).join('\n')
  writeFileSync(path.join(folder, 'returns.csv'), `id,email,card_number,iban\n${shelf}\n`)
  writeFileSync(path.join(folder, 'note.txt'), 'Please call Anna Schmidt back, anna.schmidt@mail.example, or +49 30 901820.\n')
  writeFileSync(path.join(folder, 'picture.bin'), Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) % 256)))
  const line = (n: number): string => `${n},${n * 17},ok,warehouse ${n % 40},2026-01-${String((n % 28) + 1).padStart(2, '0')}\n`
  const block = Array.from({ length: 1000 }, (_, n) => line(n)).join('')
  writeFileSync(path.join(folder, 'stock.csv'), `id,amount,state,place,day\n${block.repeat(Math.ceil(bulk / 1000))}`)
}
