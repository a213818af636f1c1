// A bar of parts. The unknown part is hatched; a part that is not zero is never drawn as nothing. Every bar has its figures beside it.
import './drawings.css'

export interface BarPart {
  readonly kind: 'personal' | 'unsure' | 'clear' | 'go' | 'unread' | 'read' | 'partial' | 'skipped' | 'failed'
  readonly value: number
}

const CLASSES: Readonly<Record<BarPart['kind'], string>> = {
  personal: 'go',
  unsure: 'un',
  clear: 'calm',
  go: 'go',
  unread: 'un',
  read: 'ok',
  partial: 'pa',
  skipped: 'sk',
  failed: 'er',
}

export function Bar({ parts, of, label }: { readonly parts: readonly BarPart[]; readonly of: number; readonly label?: string }) {
  const shown = parts.filter((part) => part.value > 0)
  return (
    <div className="bar" {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      {of > 0 &&
        shown.map((part) => (
          <i key={part.kind} className={CLASSES[part.kind]} style={{ width: `${(part.value / of) * 100}%`, minWidth: 2 }} />
        ))}
    </div>
  )
}
