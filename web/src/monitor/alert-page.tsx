// x
import { PageHead } from '../parts/page.tsx'

export function AlertPage() {
  return <PageHead title="Alert" />
}
