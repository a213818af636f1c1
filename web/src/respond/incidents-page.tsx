// x
import { PageHead } from '../parts/page.tsx'

export function IncidentsPage() {
  return <PageHead title="Incidents" />
}
