// Routes of the screens that cross phases.
import { EVERY_ROLE } from '../platform/http/http.ts'
import type { Routes } from '../platform/http/http.ts'
import { OverviewView, SystemView } from './api.ts'
import { readOverview, type OverviewParts } from './overview.ts'
import { readSystem, type SystemParts } from './system.ts'

export function viewRoutes(parts: OverviewParts & SystemParts): Routes {
  return (app) => {
    app.get(
      '/api/overview',
      { config: { allow: EVERY_ROLE }, schema: { response: { 200: OverviewView } } },
      async () => await readOverview(parts),
    )
    app.get(
      '/api/system',
      { config: { allow: EVERY_ROLE }, schema: { response: { 200: SystemView } } },
      async (request) => await readSystem(parts, request.actor().id),
    )
  }
}
