import { defineConfig } from 'vitest/config'

export default defineConfig({
  cacheDir: '../../node_modules/.vite/bootstrap',
  test: { silent: 'passed-only', reporters: ['default', 'json'], outputFile: { json: 'test-results.json' } },
})
