// The controls and their states.
import { PageHead } from '../parts/page.tsx'

export function ImprovePage() {
  return <PageHead title="Controls" />
}
