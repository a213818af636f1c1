// Changes a store's name or password, or removes it after its name was typed.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import type { StoreView } from '../api/generated.ts'
import { Dialog } from '../parts/dialog.tsx'
import { TextRow } from '../parts/form.tsx'
import { Failure } from '../parts/page.tsx'
import { count } from '../parts/words.ts'
import type { StoreAction } from './stores-page.tsx'

const refresh = (): Promise<void> => queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })

export function StoreDialog({
  store,
  action,
  onClose,
}: {
  readonly store: StoreView
  readonly action: StoreAction
  readonly onClose: () => void
}) {
  return action === 'change' ? <Change store={store} onClose={onClose} /> : <Remove store={store} onClose={onClose} />
}

function Change({ store, onClose }: { readonly store: StoreView; readonly onClose: () => void }) {
  const [name, setName] = useState(store.name)
  const [password, setPassword] = useState('')
  const [target, setTarget] = useState('')
  const send = useMutation({
    mutationFn: () =>
      call(`/api/stores/${store.id}`, {
        method: 'PATCH',
        body: {
          ...(name.trim() !== store.name ? { name: name.trim() } : {}),
          ...(password === '' ? {} : { password }),
          ...(target.trim() === '' ? {} : { target: target.trim() }),
        },
      }),
    onSuccess: async () => {
      await refresh()
      onClose()
    },
  })
  const same = name.trim() === store.name && password === '' && target.trim() === ''
  return (
    <Dialog title={`Change ${store.name}`} text={<span className="mono wrap-any">{store.address}</span>} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!same && name.trim() !== '') send.mutate()
        }}
      >
        <div className="stack">
          <TextRow
            label="Name"
            value={name}
            onValue={setName}
            maxLength={100}
            autoFocus
            error={name.trim() === '' ? 'a name is needed' : undefined}
          />
          {store.kind !== 'folder' && store.kind !== 'file' && (
            <TextRow
              label="New password"
              hint="Leave empty to keep the one sealed now."
              type="password"
              value={password}
              onValue={setPassword}
              autoComplete="off"
              maxLength={1000}
            />
          )}
          <TextRow
            label="New address"
            hint="Only when the store moved: same content, another place. The password has to be given again."
            value={target}
            onValue={setTarget}
            maxLength={2000}
            spellCheck={false}
            autoComplete="off"
            mono
          />
          {send.error !== null && <Failure error={send.error} what="It was not changed" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Cancel <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn main-act" disabled={same || send.isPending}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Remove({ store, onClose }: { readonly store: StoreView; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const send = useMutation({
    mutationFn: () => call(`/api/stores/${store.id}`, { method: 'DELETE', body: { name: typed } }),
    onSuccess: async () => {
      await refresh()
      onClose()
    },
  })
  return (
    <Dialog
      alert
      title={`Remove ${store.name}?`}
      text={`Holdfast forgets the store, its sealed password and what was found in ${count(store.fields)} fields, pinned decisions too. The store itself is not touched. The ledger keeps that it was here.`}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === store.name) send.mutate()
        }}
      >
        <div className="stack">
          <TextRow
            label={
              <>
                Type the name: <b>{store.name}</b>
              </>
            }
            value={typed}
            onValue={setTyped}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
          {send.error !== null && <Failure error={send.error} what="It was not removed" />}
        </div>
        <div className="acts">
          <button type="button" className="btn" onClick={onClose}>
            Keep it <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn danger" disabled={typed !== store.name || send.isPending}>
            Remove the store
          </button>
        </div>
      </form>
    </Dialog>
  )
}
