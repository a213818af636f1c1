// Routes of discovery, from its three rooms. Decides nothing.
import type { Routes } from '../platform/http/http.ts'
import type { Platform } from '../platform/platform.ts'
import { mapRoutes } from './map/map-routes.ts'
import type { MapRouteParts } from './map/map-routes.ts'
import type { ScanReads } from './scans/scan-reads.ts'
import type { ScanRegistry } from './scans/scan-registry.ts'
import { scanRoutes } from './scans/scan-routes.ts'

export function discoverRoutes(platform: Platform, scans: ScanRegistry, reads: ScanReads, map: MapRouteParts, subjects: Routes): Routes {
  return (app) => {
    scanRoutes(platform, scans, reads)(app)
    mapRoutes(map)(app)
    subjects(app)
  }
}
