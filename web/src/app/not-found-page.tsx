// An address that leads nowhere: says so and gives the way back.
import { Link } from '@tanstack/react-router'
import { PageHead } from '../parts/page.tsx'

export function NotFoundPage() {
  return (
    <>
      <PageHead title="There is no such page" sub="The address may be old, or cut off when it was copied." />
      <div className="body">
        <Link className="btn" to="/">
          Go to the overview
        </Link>
      </div>
    </>
  )
}
