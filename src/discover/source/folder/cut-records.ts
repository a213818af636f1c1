// Cuts a delimited file into cells as bytes, by the cell kernel, and what it has no room for in the other way. Owns the carrying over of a record
// that a piece cuts in two; knows nothing of headers and fields.
import { StringDecoder } from 'node:string_decoder'
import { STOPPED, type CellKernel, type Cutting } from '../../engine/cells.ts'
import type { Chunk } from './file-bytes.ts'

/**
 * Hands whole records to `take`, and to `otherwise` what ends the file without a line break. A record that does not fit into the kernel goes to
 * `otherwise` too, with all that follows it. INVARIANT: a byte is looked at twice at most.
 */
export async function cutRecords(
  kernel: CellKernel,
  chunks: AsyncIterable<Chunk>,
  delimiter: string,
  take: (cutting: Cutting) => Promise<void>,
  otherwise: (text: string) => Promise<void>,
): Promise<void> {
  const { text } = kernel
  const mark = delimiter.charCodeAt(0)
  let filled = 0
  let decoder: StringDecoder | undefined
  for await (const { bytes } of chunks) {
    if (decoder !== undefined) {
      await otherwise(decoder.write(bytes))
      continue
    }
    for (let at = 0; at < bytes.length && decoder === undefined;) {
      const part = bytes.copy(text, filled, at)
      at += part
      filled += part
      let from = 0
      for (;;) {
        const cutting = kernel.csv(from, filled, mark)
        const { batch, stopped } = cutting
        from = cutting.end
        if (batch.rows > 0) await take(cutting)
        if (batch.rows === 0 || stopped !== STOPPED.full) break
      }
      if (from === 0 && filled === text.length) {
        decoder = new StringDecoder('utf8')
        await otherwise(decoder.write(text.subarray(0, filled)))
        await otherwise(decoder.write(bytes.subarray(at)))
      } else {
        text.copyWithin(0, from, filled)
        filled -= from
      }
    }
  }
  if (decoder === undefined) await otherwise(text.toString('utf8', 0, filled))
}
