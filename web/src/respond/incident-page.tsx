// x
import { PageHead } from '../parts/page.tsx'

export function IncidentPage() {
  return <PageHead title="Incident" />
}
