// Stands between the socket and the client: while a statement's rows are wanted as cells, their messages go to the cell kernel as bytes, and all else
// goes on to the client as it came. Owns the order of the bytes; knows no SQL.
import type { Socket } from 'node:net'
import { STOPPED, type CellKernel, type Cutting } from '../../engine/cells.ts'

/** More than this is not taken from the socket while rows wait to be looked at. */
const MOST_WAITING = 1 << 20
const HEADER = 5

export interface RowTap {
  /**
   * From now on rows go to `take`, one batch after the other, until `end`. A message longer than the kernel's room goes to the client.
   * INVARIANT: `take` does not reject.
   */
  begin(kernel: CellKernel, take: (cutting: Cutting) => Promise<void>): void
  end(): void
  /** Takes nothing more from the socket until `resume`. */
  pause(): void
  resume(): void
}

/** The socket's only reader so far is the client. */
export function createRowTap(socket: Socket): RowTap {
  const readers = socket.listeners('data') as ((bytes: Buffer) => void)[]
  const pass = (bytes: Buffer): void => {
    for (const reader of readers) reader.call(socket, bytes)
  }
  let tapping: { readonly kernel: CellKernel; readonly take: (cutting: Cutting) => Promise<void> } | undefined
  const queue: Buffer[] = []
  let waiting = 0
  let pumping = false
  /** bytes of the kernel that hold the beginning of a message */
  let filled = 0
  /** bytes still to come of a message that is the client's */
  let passing = 0
  const holds = { queue: false, other: false }
  const hold = (who: keyof typeof holds, on: boolean): void => {
    holds[who] = on
    if (holds.queue || holds.other) socket.pause()
    else socket.resume()
  }

  /** What has been read into the kernel: rows to `take`, other messages to the client. Returns how much of it is done with. */
  const cut = async (kernel: CellKernel): Promise<number> => {
    let from = 0
    while (tapping?.kernel === kernel) {
      const cutting = kernel.messages(from, filled)
      from = cutting.end
      if (cutting.batch.rows > 0) await tapping.take(cutting)
      if (cutting.stopped === STOPPED.full) continue
      const tooLong = from === 0 && filled === kernel.text.length
      if ((cutting.stopped === STOPPED.more && !tooLong) || filled - from < HEADER) return from
      const whole = 1 + kernel.text.readUInt32BE(from + 1)
      const here = Math.min(whole, filled - from)
      passing = whole - here
      const message = Buffer.from(kernel.text.subarray(from, from + here))
      from += here
      pass(message)
    }
    return from
  }
  const isOver = (kernel: CellKernel): boolean => tapping?.kernel !== kernel
  const feed = async (chunk: Buffer): Promise<void> => {
    for (let at = 0; at < chunk.length;) {
      if (passing > 0) {
        const part = chunk.subarray(at, at + passing)
        passing -= part.length
        at += part.length
        pass(part)
        continue
      }
      if (tapping === undefined) return pass(chunk.subarray(at))
      const { kernel } = tapping
      const { text } = kernel
      const part = chunk.copy(text, filled, at)
      at += part
      filled += part
      const done = await cut(kernel)
      if (isOver(kernel)) {
        // what is left is not of its rows
        if (done < filled) pass(Buffer.from(text.subarray(done, filled)))
        filled = 0
      } else if (done > 0) {
        text.copyWithin(0, done, filled)
        filled -= done
      }
    }
  }
  const pump = async (): Promise<void> => {
    pumping = true
    while (queue.length > 0) {
      const chunk = queue.shift()!
      waiting -= chunk.length
      await feed(chunk)
      if (holds.queue && waiting < MOST_WAITING) hold('queue', false)
    }
    pumping = false
  }
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    if (!pumping && tapping === undefined && passing === 0) return pass(chunk)
    queue.push(chunk)
    waiting += chunk.length
    if (waiting > MOST_WAITING) hold('queue', true)
    if (!pumping) void pump()
  })
  return {
    begin: (kernel, take) => {
      tapping = { kernel, take }
    },
    end: () => (tapping = undefined),
    pause: () => hold('other', true),
    resume: () => hold('other', false),
  }
}
