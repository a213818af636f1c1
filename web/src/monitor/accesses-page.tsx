// x
import { PageHead } from '../parts/page.tsx'

export function AccessesPage() {
  return <PageHead title="Accesses" />
}
