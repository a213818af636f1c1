// Stores by what protects them.
import { PageHead } from '../parts/page.tsx'

export function ProtectPage() {
  return <PageHead title="Plans and proof" />
}
