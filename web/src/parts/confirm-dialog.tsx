// Before something that changes a store, ends sessions or sends: says what will happen, asks for the name of the object, and where a store is
// changed for the login that may do it (for this one call; it is not kept). Owns no call.
import { useState, type ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { TextRow } from './form.tsx'
import { Failure } from './page.tsx'

export interface Control {
  readonly user: string
  readonly password: string
}

export function ConfirmDialog({
  title,
  text,
  name,
  action,
  busy,
  error,
  asksControl = false,
  children,
  onConfirm,
  onClose,
}: {
  readonly title: string
  /** what will happen */
  readonly text: ReactNode
  /** typed to go on; null: nothing to type */
  readonly name: string | null
  /** the word on the button */
  readonly action: string
  readonly busy: boolean
  readonly error: unknown
  /** asks for the login that may change the store */
  readonly asksControl?: boolean
  readonly children?: ReactNode
  readonly onConfirm: (control: Control) => void
  readonly onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const [control, setControl] = useState<Control>({ user: '', password: '' })
  const ready = (name === null || typed === name) && (!asksControl || control.user !== '') && !busy
  return (
    <Dialog title={title} text={text} onClose={onClose} alert>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) onConfirm(control)
        }}
      >
        <div className="stack">
          {children}
          {asksControl && (
            <>
              <TextRow
                label="Login that may change the store"
                hint="Used for this one call. It is not kept and not logged."
                value={control.user}
                autoComplete="off"
                spellCheck={false}
                mono
                maxLength={200}
                onValue={(user) => setControl({ ...control, user })}
              />
              <TextRow
                label="Its password"
                type="password"
                value={control.password}
                autoComplete="off"
                maxLength={1000}
                onValue={(password) => setControl({ ...control, password })}
              />
            </>
          )}
          {name !== null && (
            <TextRow
              label={
                <>
                  Type <b className="mono">{name}</b> to go on
                </>
              }
              value={typed}
              autoComplete="off"
              spellCheck={false}
              mono
              onValue={setTyped}
            />
          )}
          {error !== null && error !== undefined && <Failure error={error} what="It did not happen" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn danger" disabled={!ready}>
            {busy ? `${action} …` : action}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
