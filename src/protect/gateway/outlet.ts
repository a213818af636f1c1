// What goes out on a socket: gathers messages, keeps neighbours in one piece, waits when the other side is slow. Owns no meaning.
import type { Socket } from 'node:net'

export interface Outlet {
  /** bytes gathered and not handed to the socket */
  readonly held: number
  add(bytes: Buffer): void
  /** Hands over what is gathered; resolves when there is room for more, or the socket is gone. */
  flush(): Promise<void>
  /** Forgets what is gathered. */
  drop(): void
  /** Takes nothing more. */
  stop(): void
}

export function createOutlet(socket: Socket): Outlet {
  let pieces: Buffer[] = []
  let held = 0
  let stopped = false
  return {
    get held() {
      return held
    },
    add(bytes) {
      if (stopped) return
      held += bytes.length
      const last = pieces.at(-1)
      // Two views that touch in the same memory are one: a large result goes out as it came in.
      if (last !== undefined && last.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
        pieces[pieces.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + bytes.length)
      } else {
        pieces.push(bytes)
      }
    },
    async flush() {
      if (held === 0 || stopped) return
      const out = pieces
      pieces = []
      held = 0
      if (socket.destroyed || !socket.writable) return
      socket.cork()
      let room = true
      for (const piece of out) room = socket.write(piece)
      socket.uncork()
      if (room) return
      await new Promise<void>((resolve) => {
        const go = (): void => {
          socket.off('drain', go)
          socket.off('close', go)
          resolve()
        }
        socket.on('drain', go)
        socket.on('close', go)
      })
    },
    drop() {
      pieces = []
      held = 0
    },
    stop() {
      stopped = true
      pieces = []
      held = 0
    },
  }
}
