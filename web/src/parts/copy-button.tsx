// Copies a text and says so, to the eye and to a screen reader. Where the clipboard is closed (no https) it selects what to copy.
import { useEffect, useState } from 'react'

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'sr'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

export function CopyButton({
  text,
  what = 'Copy',
  bare = false,
}: {
  readonly text: string
  readonly what?: string
  readonly bare?: boolean
}) {
  const [said, setSaid] = useState<'copied' | 'not copied: select it by hand' | null>(null)
  useEffect(() => {
    if (said === null) return undefined
    const timer = setTimeout(() => setSaid(null), 3000)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <button
      type="button"
      className={bare ? 'btn bare' : 'btn'}
      onClick={() => void copyText(text).then((done) => setSaid(done ? 'copied' : 'not copied: select it by hand'))}
    >
      <span aria-live="polite">{said ?? what}</span>
    </button>
  )
}
