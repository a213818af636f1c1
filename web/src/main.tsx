// Starts the console. Order matters: the one-time token leaves the address bar before anything can read it.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startClaimToken } from './app/claim-token.ts'
import { startTheme } from './app/theme.ts'
import { startKeys } from './app/keys.ts'
import { App } from './app/app.tsx'

startClaimToken()
startTheme()
startKeys()

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
