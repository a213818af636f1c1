// The data map as a file, under the filters of the page. The server writes it; formulas in names are disarmed there.
import { Menu } from '@base-ui/react/menu'
import { queryText } from '../api/client.ts'
import { filterText, type MapFilters } from '../api/queries.ts'
import '../parts/dialog.css'

export function ExportMenu({ filters }: { readonly filters: MapFilters }) {
  const href = (format: string): string => `/api/map/export${queryText({ format, ...filterText(filters) })}`
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="btn">Export</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} style={{ zIndex: 32 }}>
          <Menu.Popup className="menu">
            <Menu.LinkItem className="menu-item" href={href('csv')} download>
              CSV
            </Menu.LinkItem>
            <Menu.LinkItem className="menu-item" href={href('json')} download>
              JSON
            </Menu.LinkItem>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
