// x
import { PageHead } from '../parts/page.tsx'

export function AlertsPage() {
  return <PageHead title="Alerts" />
}
