// Lessons: what let it happen, the change that answers it, the control that watches it, and whether the same attack was tried again.
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { controlsQuery, lessonsQuery } from '../api/improve-queries.ts'
import { incidentsQuery } from '../api/respond-queries.ts'
import type { LessonView } from '../api/generated.ts'
import { useAccount } from '../app/account.ts'
import { DrillTag } from '../parts/drill-band.tsx'
import { Empty, Failure, Loading, PageHead } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { duration, plural, secondsBetween } from '../parts/words.ts'
import { PlanState } from '../protect/protect-words.tsx'
import { AdoptLesson } from './adopt-lesson.tsx'
import { LessonState, RetestResult } from './improve-words.tsx'
import { RetestDialog } from './retest-dialog.tsx'
import './improve.css'

const route = getRouteApi('/improve/lessons')

export function LessonsPage() {
  const { may } = useAccount()
  const { incident } = route.useSearch()
  const lessons = useQuery(lessonsQuery)
  const mine = lessons.data?.lessons.filter((lesson) => incident === undefined || lesson.incident === incident) ?? []
  const [adopting, setAdopting] = useState(false)
  const asked = adopting || (may.act && incident !== undefined && lessons.data !== undefined && mine.length === 0)
  return (
    <>
      <PageHead
        title={lessons.data === undefined ? 'Lessons' : titleOf(lessons.data.lessons)}
        tab="Lessons"
        sub="A lesson is done when its change is applied and the same attack, tried again, ends as expected."
      >
        {may.act && !asked && (
          <button type="button" className="btn main-act" onClick={() => setAdopting(true)}>
            Adopt a lesson…
          </button>
        )}
      </PageHead>
      <div className="body tight">
        {incident !== undefined && (
          <p className="q">
            Of one incident.{' '}
            <Link className="link" to="/improve/lessons">
              Show all lessons
            </Link>
          </p>
        )}
        {asked && <AdoptLesson incident={incident} onClose={() => setAdopting(false)} />}
        {lessons.data === undefined ? (
          lessons.error === null ? (
            <Loading what="the lessons" />
          ) : (
            <Failure error={lessons.error} what="The lessons could not be shown" retry={() => void lessons.refetch()} />
          )
        ) : mine.length === 0 ? (
          !asked && (
            <Empty title="No lesson yet">
              <p>
                After an incident: name what let it happen, make a plan that answers it, and adopt both as a lesson. Then the attack is
                tried again, and its records say whether it was blocked.
              </p>
              <p className="row-of gap-top">
                <Link className="btn" to="/respond">
                  Open the incidents
                </Link>
              </p>
            </Empty>
          )
        ) : (
          <ul>
            {mine.map((lesson) => (
              <Lesson key={lesson.id} lesson={lesson} />
            ))}
          </ul>
        )}
      </div>
    </>
  )
}

function titleOf(lessons: readonly LessonView[]): string {
  if (lessons.length === 0) return 'No lesson yet'
  const failed = lessons.filter((lesson) => lesson.state === 'failed').length
  if (failed > 0) return `${plural(failed, 'lesson')} did not hold when tried again`
  const open = lessons.filter((lesson) => lesson.state !== 'retested').length
  if (open > 0) return `${plural(open, 'lesson')} of ${lessons.length} not done yet`
  return lessons.length === 1 ? 'The lesson holds' : `All ${lessons.length} lessons hold`
}

function Lesson({ lesson }: { readonly lesson: LessonView }) {
  const { may } = useAccount()
  const [asking, setAsking] = useState(false)
  const incident = useQuery(incidentsQuery).data?.incidents.find((one) => one.id === lesson.incident)
  const control = useQuery(controlsQuery).data?.controls.find((one) => one.id === lesson.control)
  const left = secondsBetween(new Date().toISOString(), lesson.due)
  const { lastRetest } = lesson
  return (
    <li className="lesson">
      <div className="sec-head">
        <h2>{lesson.cause}</h2>
        <LessonState state={lesson.state} />
        <span className="end q s">
          {lesson.owner}, due <Time at={lesson.due} />
          {lesson.state !== 'retested' && (
            <span className={left < 0 ? 'fail' : ''}> ({left < 0 ? `${duration(-left)} late` : `${duration(left)} left`})</span>
          )}
        </span>
      </div>
      <ol className="lesson-way">
        <li>
          <span className="q s">Cause, from</span>
          <Link className="link" to="/incidents/$id" params={{ id: lesson.incident }}>
            {incident === undefined ? 'the incident' : `incident ${incident.number}`}
          </Link>
          {incident?.drill === true && <DrillTag />}
        </li>
        <li>
          <span className="q s">Change</span>
          <Link className="link" to="/protect/plans/$id" params={{ id: lesson.change.plan }}>
            the plan
          </Link>
          {lesson.planState !== null && <PlanState plan={{ state: lesson.planState, underWay: false }} />}
        </li>
        <li>
          <span className="q s">Control</span>
          <Link className="link" to="/improve/controls/$id" params={{ id: lesson.control }}>
            {control?.name ?? lesson.control}
          </Link>
        </li>
        <li>
          <span className="q s">Tried again</span>
          {lastRetest === null ? (
            <span className="unknown">not yet</span>
          ) : (
            <>
              <RetestResult result={lastRetest.result} expected={lesson.retest.expect} />
              <span className="q s">
                <Time at={lastRetest.from} /> to <Time at={lastRetest.to} />,{' '}
                <Link className="link" to="/accesses" search={{ from: lastRetest.from, to: lastRetest.to }}>
                  its accesses
                </Link>
              </span>
              <span className="mono s qq" title={lastRetest.sha256}>
                SHA-256 {lastRetest.sha256.slice(0, 12)}…
              </span>
            </>
          )}
        </li>
      </ol>
      <p className="q s">
        The attack: {lesson.retest.attack}. Expected: {lesson.retest.expect}.
      </p>
      {may.act && lesson.planState === 'applied' && (
        <p className="row-of gap-small">
          <button type="button" className="btn" onClick={() => setAsking(true)}>
            {lastRetest === null ? 'Compute the result…' : 'Compute again…'}
          </button>
        </p>
      )}
      {asking && <RetestDialog lesson={lesson} onClose={() => setAsking(false)} />}
    </li>
  )
}
