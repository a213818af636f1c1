// Every key that works now, by place; and the switch that turns single keys off.
import { Dialog } from '../parts/dialog.tsx'
import { Choice } from '../parts/form.tsx'
import { useKeyGroups } from './keys.ts'
import { remember, useRemembered } from './remembered.ts'
import './keys-dialog.css'

const shown = (key: string): readonly string[] =>
  key
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('Escape', 'Esc')
    .split('+')
    .map((part) => (part.length === 1 ? part.toUpperCase() : part))

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const groups = useKeyGroups()
  const single = useRemembered('single-keys', 'on')
  return (
    <Dialog title="All keys" text="What works on this page now." onClose={onClose}>
      <div className="keylist">
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <dl className="kv">
              {group.actions.map((action) => (
                <div key={action.key + action.does}>
                  <dt>
                    {shown(action.key).map((part) => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dt>
                  <dd>{action.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div>
        <Choice
          type="checkbox"
          name="single-keys"
          checked={single === 'on'}
          onPick={(on) => remember('single-keys', on ? 'on' : 'off')}
          label="Single letters act as keys"
          hint="Switch off if you dictate, or if keys get pressed by accident. Ctrl K keeps working."
        />
      </div>
      <div className="acts">
        <button type="button" className="btn" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  )
}
