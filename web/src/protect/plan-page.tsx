// One plan: its steps, what it takes away, approval, apply, undo.
import { PageHead } from '../parts/page.tsx'

export function PlanPage() {
  return <PageHead title="Plan" />
}
