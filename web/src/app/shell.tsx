// The frame around every page: skip link, navigation, main region, palette and key table. Owns no page's data.
import { Outlet } from '@tanstack/react-router'
import { Suspense, lazy, useMemo, useState } from 'react'
import { useKeys } from './keys.ts'
import { Navigation } from './navigation.tsx'
import { InspectorSlot } from './inspector-slot.tsx'

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })))
const KeysDialog = lazy(() => import('./keys-dialog.tsx').then((module) => ({ default: module.KeysDialog })))

export function Shell() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const keys = useMemo(
    () => [
      { key: 'Ctrl+k', does: 'find or do', run: () => setOpen('palette') },
      { key: '?', does: 'all keys', run: () => setOpen('keys') },
    ],
    [],
  )
  useKeys('Everywhere', keys)
  return (
    <InspectorSlot>
      <a className="skip" href="#main" onClick={(event) => skip(event)}>
        Skip to the page
      </a>
      <Navigation onFind={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <main className="main" id="main" tabIndex={-1}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <Suspense fallback={null}>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
        {open === 'keys' && <KeysDialog onClose={() => setOpen(null)} />}
      </Suspense>
    </InspectorSlot>
  )
}

/** By focus, not by fragment: the address stays as it is. */
function skip(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
