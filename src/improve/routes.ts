// Routes of improvement. Turn requests into calls and answers into views; decide nothing.
import { Type, type Static } from 'typebox'
import { Uuid } from '../core/contract/api.ts'
import { instant } from '../core/clock.ts'
import { EVERY_ROLE, type Routes } from '../platform/http/http.ts'
import {
  ControlIdText,
  ControlsRunBody,
  ControlsRunView,
  ControlsView,
  ControlView,
  LessonBody,
  LessonsView,
  LessonView,
  RetestBody,
  RetestView,
  type ControlRunDetailView,
  type ControlRunView,
  type ControlSummaryView,
} from './api.ts'
import type { ControlState, LessonState } from './contract.ts'
import type { ControlReads, RunRead, RunSummary } from './controls/control-reads.ts'
import type { Rounds } from './controls/rounds.ts'
import { improveError } from './errors.ts'
import type { Lessons } from './lessons/lessons.ts'

const CHANGERS = ['owner', 'analyst'] as const
const ControlParams = Type.Object({ id: ControlIdText })
const LessonParams = Type.Object({ id: Uuid })
const RunParams = Type.Object({ id: ControlIdText, run: Uuid })
const ControlQuery = Type.Object({
  runs: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  items: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
})

export function improveRoutes(parts: { readonly reads: ControlReads; readonly rounds: Rounds; readonly lessons: Lessons }): Routes {
  const { reads, rounds, lessons } = parts
  return (app) => {
    app.get('/api/controls', { config: { allow: EVERY_ROLE }, schema: { response: { 200: ControlsView } } }, async () => {
      const [controls, round] = await Promise.all([reads.controls(), reads.lastRound()])
      return {
        controls: controls.map(stateView),
        round: round === null ? null : { ...round, askedAt: instant(round.askedAt), endedAt: instantOrNull(round.endedAt) },
      }
    })

    app.post(
      '/api/controls/run',
      { config: { allow: CHANGERS, records: 'controls.run' }, schema: { body: ControlsRunBody, response: { 200: ControlsRunView } } },
      async (request) => {
        const { controls } = request.body
        for (const id of controls ?? []) reads.rule(id)
        return await rounds.start(request.actor(), controls)
      },
    )

    app.get(
      '/api/controls/:id',
      { config: { allow: EVERY_ROLE }, schema: { params: ControlParams, querystring: ControlQuery, response: { 200: ControlView } } },
      async (request) => {
        const { id } = request.params
        const rule = reads.rule(id)
        const state = (await reads.controls()).find((each) => each.id === id)!
        const last = await reads.run(id, null, request.query.items ?? 200)
        const runs = await reads.runs(id, request.query.runs ?? 50)
        const { maps } = rule
        return {
          ...stateView(state),
          says: rule.says,
          evidence: rule.evidence,
          validHours: rule.validHours,
          cannot: [...rule.cannot],
          positives: [...rule.positives],
          negatives: [...rule.negatives],
          maps: { csf: [...maps.csf], iso27001: [...maps.iso27001], pci: [...maps.pci], cis: [...maps.cis], verified: maps.verified },
          test: rule.test,
          codeSha: rule.codeSha,
          last: last === null ? null : runDetail(last),
          runs: runs.map(runView),
        }
      },
    )

    app.get('/api/controls/:id/runs/:run', { config: { allow: EVERY_ROLE }, schema: { params: RunParams } }, async (request, reply) => {
      const run = await reads.run(request.params.id, request.params.run, 0)
      if (run === null) throw improveError('run-unknown')
      return await reply.type('application/json').send(run.body)
    })

    app.get('/api/lessons', { config: { allow: EVERY_ROLE }, schema: { response: { 200: LessonsView } } }, async () => ({
      lessons: (await lessons.list()).map(lessonView),
    }))

    app.post(
      '/api/lessons',
      { config: { allow: CHANGERS, records: 'lesson.adopted' }, schema: { body: LessonBody, response: { 200: LessonView } } },
      async (request) => lessonView(await lessons.adopt(request.actor(), request.body)),
    )

    app.post(
      '/api/lessons/:id/retest',
      {
        config: { allow: CHANGERS, records: 'lesson.retested' },
        schema: { params: LessonParams, body: RetestBody, response: { 200: RetestView } },
      },
      async (request) => {
        const { query: _query, ...found } = await lessons.retest(request.actor(), request.params.id, request.body.from, request.body.to)
        return {
          ...found,
          why: [...found.why],
          alerts: [...found.alerts],
          people: { ...found.people },
          inputs: found.inputs.map((input) => ({ ...input })),
        }
      },
    )
  }
}

function instantOrNull(at: Date | null): string | null {
  return at === null ? null : instant(at)
}

function stateView(state: ControlState): Static<typeof ControlSummaryView> {
  return {
    ...state,
    at: instantOrNull(state.at),
    validUntil: instantOrNull(state.validUntil),
    counts: state.counts === null ? null : { ...state.counts },
  }
}

function runView(run: RunSummary): Static<typeof ControlRunView> {
  const { id, round, state, target, population, counts, results, codeSha } = run
  const times = { from: instant(run.from), to: instant(run.to), validUntil: instant(run.validUntil) }
  return { id, round, state, ...times, target, population: { ...population }, counts: { ...counts }, results, codeSha }
}

function runDetail(run: RunRead): Static<typeof ControlRunDetailView> {
  return {
    ...runView(run),
    query: run.query,
    params: run.params,
    problem: run.problem,
    items: run.items.map((item) => ({ id: item.id, state: item.state, why: [...item.why] })),
    excluded: run.excluded.map((entry) => ({ ...entry })),
    digestHolds: run.digestHolds,
  }
}

function lessonView(lesson: LessonState): Static<typeof LessonView> {
  const { lastRetest: last } = lesson
  return {
    ...lesson,
    change: { ...lesson.change },
    retest: { ...lesson.retest },
    adoptedAt: instant(lesson.adoptedAt),
    lastRetest: last === null ? null : { ...last, from: instant(last.from), to: instant(last.to), at: instant(last.at) },
  }
}
