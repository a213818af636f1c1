// A dialog of the house on Base UI: title, text, body, actions. Focus is kept inside and returned. Owns no content.
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import './dialog.css'

export function Dialog({
  title,
  text,
  onClose,
  alert = false,
  children,
}: {
  readonly title: string
  readonly text?: ReactNode
  readonly onClose: () => void
  /** asks before something that cannot be taken back: a click beside it does not close it */
  readonly alert?: boolean
  readonly children: ReactNode
}) {
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()} disablePointerDismissal={alert}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="scrim" />
        <BaseDialog.Popup className="dialog" {...(alert ? { role: 'alertdialog' } : {})}>
          <div>
            <BaseDialog.Title render={<h2>{title}</h2>} />
            {text !== undefined && <BaseDialog.Description render={<div className="q">{text}</div>} />}
          </div>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
