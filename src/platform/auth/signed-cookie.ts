// Reads a cookie that the library signed (HMAC-SHA-256, base64, after the last dot), for the one place where it has no call for it: who is
// in the middle of signing in. Owns reading only.
import { createHmac, timingSafeEqual } from 'node:crypto'

export function signedCookie(header: string | undefined, name: string, secret: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at === -1 || part.slice(0, at).trim() !== name) continue
    const text = decode(part.slice(at + 1).trim())
    const dot = text.lastIndexOf('.')
    if (dot < 1) return null
    const given = Buffer.from(text.slice(dot + 1), 'base64')
    const right = createHmac('sha256', secret).update(text.slice(0, dot)).digest()
    return given.length === right.length && timingSafeEqual(given, right) ? text.slice(0, dot) : null
  }
  return null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
