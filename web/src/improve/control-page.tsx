// One control: query, population, runs.
import { PageHead } from '../parts/page.tsx'

export function ControlPage() {
  return <PageHead title="Control" />
}
