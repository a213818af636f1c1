// The routes of accounts, sign-in and sessions. Owns who may call what and which leaf it leaves; the work is in the files beside.
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Text } from '../../core/contract/api.ts'
import { EVERY_ROLE, type HttpApp, type Routes } from '../http/http.ts'
import { changeAccount, invite, linkFor, listAccounts } from './accounts.ts'
import * as api from './api.ts'
import type { AuthContext } from './auth-context.ts'
import { checkLink, claim, ownerExists } from './links.ts'
import { changePassword } from './passwords.ts'
import { confirmSecondFactor, startSecondFactor, stopSecondFactor } from './second-factor.ts'
import { callerOf, endSession, findSession, listSessions, passCookies, type OwnSession } from './sessions.ts'
import { passSecondFactor, signIn, signOut, waitingAccount } from './sign-in.ts'

const Done = Type.Object({})
const Id = Type.Object({ id: Text(64) })

export function authRoutes(context: AuthContext, ownSession: (request: FastifyRequest) => OwnSession): Routes {
  return (app) => {
    signInRoutes(app, context)
    ownAccountRoutes(app, context, ownSession)
    accountRoutes(app, context)
  }
}

function signInRoutes(app: HttpApp, context: AuthContext): void {
  app.get(
    '/api/session',
    { config: { allow: 'anyone' }, schema: { response: { 200: api.SessionView } } },
    async (
      request,
      reply,
    ): Promise<{
      state: 'unclaimed' | 'signed-out' | 'second-factor' | 'signed-in'
      account: OwnSession['account'] | null
      version: string
    }> => {
      const { version } = context
      const caller = callerOf(request)
      const found = await findSession(context, caller)
      if (found !== null) {
        passCookies(reply, found.headers)
        return { state: 'signed-in', account: found.session.account, version }
      }
      if ((await waitingAccount(context, caller)) !== null) return { state: 'second-factor', account: null, version }
      return { state: (await ownerExists(context.store.db)) ? 'signed-out' : 'unclaimed', account: null, version }
    },
  )
  app.post(
    '/api/claim/check',
    { config: { allow: 'anyone', records: 'nothing' }, schema: { body: api.ClaimCheckBody, response: { 200: api.ClaimCheckView } } },
    async (request) => checkLink(context, callerOf(request), request.body.token),
  )
  app.post(
    '/api/claim',
    { config: { allow: 'anyone', records: 'account.claimed' }, schema: { body: api.ClaimBody, response: { 200: api.SignInView } } },
    async (request, reply) => {
      passCookies(reply, await claim(context, callerOf(request), request.body))
      return { next: 'done' as const }
    },
  )
  app.post(
    '/api/sign-in',
    {
      config: { allow: 'anyone', records: ['account.signed-in', 'account.password-accepted'] },
      schema: { body: api.SignInBody, response: { 200: api.SignInView } },
    },
    async (request, reply) => {
      const { next, headers } = await signIn(context, callerOf(request), request.body)
      passCookies(reply, headers)
      return { next }
    },
  )
  app.post(
    '/api/sign-in/second-factor',
    {
      config: { allow: 'anyone', records: 'account.signed-in' },
      schema: { body: api.SecondFactorBody, response: { 200: api.SignInView } },
    },
    async (request, reply) => {
      const { code, recovery } = request.body
      passCookies(reply, await passSecondFactor(context, callerOf(request), { code, recovery: recovery === true }))
      return { next: 'done' as const }
    },
  )
}

function ownAccountRoutes(app: HttpApp, context: AuthContext, ownSession: (request: FastifyRequest) => OwnSession): void {
  app.post(
    '/api/sign-out',
    { config: { allow: EVERY_ROLE, records: 'account.signed-out' }, schema: { response: { 200: Done } } },
    async (request, reply) => {
      passCookies(reply, await signOut(context, callerOf(request), ownSession(request)))
      return {}
    },
  )
  app.post(
    '/api/account/second-factor',
    {
      config: { allow: EVERY_ROLE, records: 'account.second-factor-started' },
      schema: { body: api.SecondFactorStartBody, response: { 200: api.SecondFactorStartView } },
    },
    async (request) => startSecondFactor(context, callerOf(request), ownSession(request), request.body.password),
  )
  app.post(
    '/api/account/second-factor/confirm',
    {
      config: { allow: EVERY_ROLE, records: 'account.second-factor-on' },
      schema: { body: api.SecondFactorConfirmBody, response: { 200: Done } },
    },
    async (request, reply) => {
      passCookies(reply, await confirmSecondFactor(context, callerOf(request), ownSession(request), request.body.code))
      return {}
    },
  )
  app.delete(
    '/api/account/second-factor',
    {
      config: { allow: EVERY_ROLE, records: 'account.second-factor-off' },
      schema: { body: api.SecondFactorStopBody, response: { 200: Done } },
    },
    async (request, reply) => {
      passCookies(reply, await stopSecondFactor(context, callerOf(request), ownSession(request), request.body))
      return {}
    },
  )
  app.post(
    '/api/account/password',
    {
      config: { allow: EVERY_ROLE, records: 'account.password-changed' },
      schema: { body: api.PasswordBody, response: { 200: Done } },
    },
    async (request, reply) => {
      passCookies(reply, await changePassword(context, callerOf(request), ownSession(request), request.body))
      return {}
    },
  )
  app.get(
    '/api/account/sessions',
    { config: { allow: EVERY_ROLE }, schema: { response: { 200: api.OwnSessionsView } } },
    async (request) => ({ sessions: await listSessions(context, ownSession(request)) }),
  )
  app.delete(
    '/api/account/sessions/:id',
    { config: { allow: EVERY_ROLE, records: 'session.ended' }, schema: { params: Id, response: { 200: Done } } },
    async (request) => {
      await endSession(context, ownSession(request), request.params.id)
      return {}
    },
  )
}

function accountRoutes(app: HttpApp, context: AuthContext): void {
  app.get('/api/accounts', { config: { allow: ['owner', 'auditor'] }, schema: { response: { 200: api.AccountsView } } }, async () => ({
    accounts: await listAccounts(context.store.db),
  }))
  app.post(
    '/api/accounts',
    {
      config: { allow: ['owner'], records: 'account.invited' },
      schema: { body: api.AccountNewBody, response: { 200: api.AccountLinkView } },
    },
    async (request) => invite(context, request.actor(), request.body),
  )
  app.patch(
    '/api/accounts/:id',
    {
      config: { allow: ['owner'], records: 'account.changed' },
      schema: { params: Id, body: api.AccountChangeBody, response: { 200: api.AccountRowView } },
    },
    async (request) => changeAccount(context, request.actor(), request.params.id, request.body),
  )
  app.post(
    '/api/accounts/:id/link',
    { config: { allow: ['owner'], records: 'link.made' }, schema: { params: Id, response: { 200: api.AccountLinkView } } },
    async (request) => linkFor(context, request.actor(), request.params.id),
  )
}
