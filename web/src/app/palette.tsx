// Find or do: pages, stores, fields by name, and what can be done from anywhere. Loaded at the first Ctrl K.
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { storesQuery } from '../api/queries.ts'
import { kindWord } from '../parts/words.ts'
import { useAccount } from './account.ts'
import { chooseTheme } from './theme.ts'
import '../parts/dialog.css'

interface Entry {
  readonly id: string
  readonly label: string
  readonly end: string
  readonly run: () => void
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const { may } = useAccount()
  const stores = useQuery(storesQuery)
  const [typed, setTyped] = useState('')
  const entries = useMemo(() => {
    const page = (label: string, to: string, end = 'page'): Entry => ({ id: `${end} ${to}`, label, end, run: () => void navigate({ to }) })
    const list: Entry[] = [
      page('Overview', '/'),
      page('Data map', '/map'),
      page('Scans', '/scans'),
      page('Review', '/review'),
      page('People', '/people'),
      page('Plans and proof', '/protect'),
      page('Alerts', '/monitor'),
      page('Accesses', '/accesses'),
      page('Sources', '/sources'),
      page('Incidents', '/respond'),
      page('Controls', '/improve'),
      page('Lessons', '/improve/lessons'),
      page('Stores', '/stores'),
      page('Your account: password, second factor, sessions', '/settings'),
      ...(may.seeAccounts ? [page('Accounts', '/settings/accounts')] : []),
      ...(may.ledger ? [page('Ledger', '/settings/ledger')] : []),
      ...(may.scan
        ? [{ id: 'do scan', label: 'New scan', end: 'do', run: () => void navigate({ to: '/scans', search: { new: true } }) }]
        : []),
      ...(may.stores
        ? [
            {
              id: 'do db',
              label: 'Connect a database',
              end: 'do',
              run: () => void navigate({ to: '/stores/connect', search: { kind: 'database' } }),
            },
            {
              id: 'do dir',
              label: 'Connect a folder',
              end: 'do',
              run: () => void navigate({ to: '/stores/connect', search: { kind: 'folder' } }),
            },
          ]
        : []),
      { id: 'do light', label: 'Theme: light', end: 'do', run: () => chooseTheme('light') },
      { id: 'do dark', label: 'Theme: dark', end: 'do', run: () => chooseTheme('dark') },
      { id: 'do system', label: 'Theme: as the system', end: 'do', run: () => chooseTheme('system') },
    ]
    for (const store of stores.data?.stores ?? []) {
      list.push({
        id: store.id,
        label: store.name,
        end: `store, ${kindWord(store.kind)}`,
        run: () => void navigate({ to: '/map', search: { store: store.id, at: store.id } }),
      })
    }
    return list
  }, [may, navigate, stores.data])
  const wanted = typed.trim().toLowerCase()
  const shown = entries.filter((entry) => wanted.split(/\s+/).every((word) => `${entry.label} ${entry.end}`.toLowerCase().includes(word)))
  const search: Entry = {
    id: 'search',
    label: `Fields and objects named “${typed.trim()}”`,
    end: 'in the data map',
    run: () => void navigate({ to: '/map', search: { q: typed.trim() } }),
  }
  const items = wanted === '' ? shown : [...shown, search]
  const run = (entry: Entry) => {
    onClose()
    entry.run()
  }
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="scrim" />
        <BaseDialog.Popup className="dialog high" aria-label="Find or do">
          <Autocomplete.Root
            inline
            open
            items={items}
            filter={null}
            autoHighlight="always"
            value={typed}
            onValueChange={(value, details) => details.reason !== 'item-press' && setTyped(value)}
            itemToStringValue={(entry: Entry) => entry.label}
          >
            <div className="palette-head">
              <Autocomplete.Input className="palette-input" placeholder="Find or do…" aria-label="Find or do" />
            </div>
            <div className="palette-list-box">
              <Autocomplete.List className="palette-list">
                {(entry: Entry) => (
                  <Autocomplete.Item key={entry.id} value={entry} className="palette-item" onClick={() => run(entry)}>
                    {entry.label}
                    <span className="end">{entry.end}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
