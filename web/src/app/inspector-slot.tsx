// Where a page puts its inspector: a third column beside the page, or on narrow screens a sheet of full height; and above all the band of a
// drill. Owns the places only.
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { BandContext, useBandSlot } from '../parts/drill-band.tsx'
import '../map/inspector.css'
import '../parts/dialog.css'

interface Slot {
  readonly place: HTMLElement | null
  readonly setWanted: (wanted: boolean) => void
}
const SlotContext = createContext<Slot>({ place: null, setWanted: () => {} })

const beside = matchMedia('(min-width: 1181px)')
export function useBeside(): boolean {
  return useSyncExternalStore(
    (listener) => {
      beside.addEventListener('change', listener)
      return () => beside.removeEventListener('change', listener)
    },
    () => beside.matches,
  )
}

export function InspectorSlot({ children }: { readonly children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const [wanted, setWanted] = useState(false)
  const shown = useBeside() && wanted
  const band = useBandSlot()
  return (
    <BandContext value={band}>
      <SlotContext value={{ place, setWanted }}>
        <div className={`app${shown ? ' with-insp' : ''}${band.wanted ? ' is-drill' : ''}`}>
          {band.wanted && <div className="drill" role="status" ref={band.setPlace} />}
          {children}
          {shown && <aside className="insp" aria-label="Why" ref={setPlace} tabIndex={-1} />}
        </div>
      </SlotContext>
    </BandContext>
  )
}

/** `sheet`: shown as a sheet when there is no room beside the page; `onClose` when the person leaves it. */
export function Inspector({
  children,
  sheet,
  onClose,
  name,
}: {
  readonly children: ReactNode
  readonly sheet: boolean
  readonly onClose: () => void
  readonly name: string
}) {
  const { place, setWanted } = useContext(SlotContext)
  const roomy = useBeside()
  useEffect(() => {
    setWanted(true)
    return () => setWanted(false)
  }, [setWanted])
  if (roomy) return place === null ? null : createPortal(children, place)
  if (!sheet) return null
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="scrim" />
        <BaseDialog.Popup className="insp insp-sheet" aria-label={name}>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
