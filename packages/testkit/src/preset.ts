import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Which tests a run takes: `npm test` the default group, `npm run test:long` and `npm run test:claude` theirs. */
const GROUPS: Record<string, { include: string[]; testTimeoutMs: number }> = {
  default: { include: ['src/**/!(*.long|*.claude).test.ts'], testTimeoutMs: 30_000 },
  long: { include: ['src/**/*.long.test.ts'], testTimeoutMs: 900_000 },
  claude: { include: ['src/**/*.claude.test.ts'], testTimeoutMs: 300_000 },
}

/** The vitest configuration of every package: sources instead of dist, results as JSON beside the package. */
export function preset(): ViteUserConfig {
  const group = GROUPS[process.env['CCSP_TEST_GROUP'] ?? 'default']
  if (!group) throw new Error(`CCSP_TEST_GROUP is one of ${Object.keys(GROUPS).join(', ')}`)
  return defineConfig({
    ssr: { resolve: { conditions: ['@ccsp/source', 'node', 'import', 'default'] } },
    test: {
      include: group.include,
      passWithNoTests: true,
      testTimeout: group.testTimeoutMs,
      hookTimeout: 60_000,
      reporters: ['default', 'json'],
      outputFile: { json: 'test-results.json' },
    },
  })
}
