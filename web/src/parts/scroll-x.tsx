// A wide thing that scrolls inside itself; the page never does. It takes focus only while there is something to scroll to.
import { useEffect, useRef, useState, type ReactNode } from 'react'

export function ScrollX({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const look = (): void => setScrolls(element.scrollWidth > element.clientWidth)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className="scroll-x" {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-label': name } : {})}>
      {children}
    </div>
  )
}
