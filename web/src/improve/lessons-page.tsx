// Lessons: cause, change, control, retest.
import { PageHead } from '../parts/page.tsx'

export function LessonsPage() {
  return <PageHead title="Lessons" />
}
