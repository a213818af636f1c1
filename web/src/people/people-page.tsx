// The people whose data is kept, and where one of them is found.
import { PageHead } from '../parts/page.tsx'

export function PeoplePage() {
  return <PageHead title="People" />
}
