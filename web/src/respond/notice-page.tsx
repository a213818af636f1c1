// x
import { PageHead } from '../parts/page.tsx'

export function NoticePage() {
  return <PageHead title="Notice" />
}
