// A drill cannot be mistaken: a yellow band over the full width while the page shows something of a drill, and the tag where it is named.
// Owns the band's place (the shell has it) and its look.
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import './drill-band.css'

export interface BandSlot {
  readonly place: HTMLElement | null
  readonly setWanted: (wanted: boolean) => void
}
export const BandContext = createContext<BandSlot>({ place: null, setWanted: () => {} })

/** For the shell: the state behind the slot. */
export function useBandSlot(): BandSlot & { readonly wanted: boolean; readonly setPlace: (place: HTMLElement | null) => void } {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const [count, setCount] = useState(0)
  const [slot] = useState(() => (wanted: boolean) => setCount((before) => before + (wanted ? 1 : -1)))
  return { place, setPlace, setWanted: slot, wanted: count > 0 }
}

/** On a page, whenever it shows something with `drill: true`. */
export function DrillBand({ children }: { readonly children: ReactNode }) {
  const { place, setWanted } = useContext(BandContext)
  useEffect(() => {
    setWanted(true)
    return () => setWanted(false)
  }, [setWanted])
  if (place === null) return null
  return createPortal(
    <>
      <b>DRILL</b>
      <span>{children}</span>
    </>,
    place,
  )
}

export function DrillTag() {
  return <span className="drill-tag">DRILL</span>
}
