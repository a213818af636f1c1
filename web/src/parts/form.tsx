// Form rows with label, hint and error tied together for screen readers. Owns no validation.
import { useId, type InputHTMLAttributes, type ReactNode } from 'react'
import './controls.css'

interface RowProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className' | 'onChange'> {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly onValue: (value: string) => void
  readonly mono?: boolean
}

export function TextRow({ label, hint, error, onValue, mono = false, ...input }: RowProps) {
  const id = useId()
  const described = [hint !== undefined ? `${id}-h` : '', error !== undefined ? `${id}-e` : ''].filter((part) => part !== '').join(' ')
  return (
    <div className="formrow">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className={mono ? 'field mono' : 'field'}
        onChange={(event) => onValue(event.target.value)}
        {...(described === '' ? {} : { 'aria-describedby': described })}
        {...(error === undefined ? {} : { 'aria-invalid': true })}
      />
      {hint !== undefined && (
        <span className="hint" id={`${id}-h`}>
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span className="bad" id={`${id}-e`} role="alert">
          {error}
        </span>
      )}
    </div>
  )
}

export function SelectRow({
  label,
  value,
  onValue,
  options,
  hint,
}: {
  readonly label: ReactNode
  readonly value: string
  readonly onValue: (value: string) => void
  readonly options: readonly (readonly [string, string])[]
  readonly hint?: ReactNode
}) {
  const id = useId()
  return (
    <div className="formrow">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => onValue(event.target.value)}>
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
      {hint !== undefined && <span className="hint">{hint}</span>}
    </div>
  )
}

export function Choice({
  name,
  checked,
  onPick,
  label,
  hint,
  type = 'radio',
}: {
  readonly name: string
  readonly checked: boolean
  readonly onPick: (checked: boolean) => void
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly type?: 'radio' | 'checkbox'
}) {
  return (
    <label className="choice">
      <input type={type} name={name} checked={checked} onChange={(event) => onPick(event.target.checked)} />
      <span>
        {label}
        {hint !== undefined && (
          <>
            <br />
            <span className="q s">{hint}</span>
          </>
        )}
      </span>
    </label>
  )
}
