// One store: classes, members, plans, proofs.
import { PageHead } from '../parts/page.tsx'

export function ProtectStorePage() {
  return <PageHead title="Protection of a store" />
}
