// How the console is built: hashed files into <root>/dist/web, nothing inline (the server's CSP allows none), /api proxied in development.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
  server: { proxy: { '/api': { target: 'http://localhost:7420', changeOrigin: false } } },
})
