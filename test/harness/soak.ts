// The long form of tests: `npm run soak` sets SOAK=1. Then property tests run a hundred times as many cases, and kill tests as often as
// their issue asks. Loaded before each test file in that case; a test asks `soaking` how often to repeat. Owns that switch only.
import fc from 'fast-check'

export const soaking = process.env['SOAK'] === '1'

if (soaking) fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 10_000 })
