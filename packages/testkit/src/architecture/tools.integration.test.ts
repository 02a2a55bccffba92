import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOUSE, plantWorkspace } from './planted-workspace.ts'

const bin = join(HOUSE, 'node_modules/.bin')
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  oxlint: ['oxlint', '--type-aware', '--deny-warnings', '--format=unix'],
  boundaries: ['turbo', 'boundaries'],
  tsc: ['tsc', '--noEmit', '-p', 'packages/agent'],
}

/** Runs a tool of the house as `npm test` does, on a planted workspace. */
function run(tool: string, planted: Readonly<Record<string, string>>): { code: number | null; output: string } {
  using workspace = plantWorkspace(planted)
  const [program = '', ...args] = TOOLS[tool] ?? []
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' }
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, {
    cwd: workspace.root,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { code: status, output: stdout + stderr }
}

const file = 'packages/agent/src/planted.ts'
const CYCLE = {
  'packages/agent/src/a.ts': "export { b } from './b.ts'\n",
  'packages/agent/src/b.ts': "export { a as b } from './a.ts'\n",
}
interface Planted {
  readonly tool: string
  readonly claim: string
  readonly planted: Readonly<Record<string, string>>
  readonly said: RegExp
}

const upward = { name: '@ccsp/foundation', version: '0.0.0', dependencies: { '@ccsp/fleet': 'workspace:*' } }

const PLANTED: readonly Planted[] = [
  {
    tool: 'boundaries',
    claim: 'a lower layer imports a higher',
    planted: { 'packages/config/src/planted.ts': "import '@ccsp/fleet'\n" },
    said: /cannot import package `@ccsp\/fleet`/,
  },
  {
    tool: 'boundaries',
    claim: 'a lower layer declares a higher as its dependency',
    planted: { 'packages/foundation/package.json': JSON.stringify(upward) },
    said: /without any tag listed in allowlist/,
  },
  {
    tool: 'boundaries',
    claim: 'a relative import crosses a package border',
    planted: { [file]: "import '../../foundation/src/one.ts'\n" },
    said: /leaves the package/,
  },
  {
    tool: 'boundaries',
    claim: 'a dependency is not declared',
    planted: { [file]: "import 'zod'\n" },
    said: /`zod` because it is not a dep/,
  },
  { tool: 'tsc', claim: 'a dependency is not declared', planted: { [file]: "import 'zod'\n" }, said: /zod/ },
  { tool: 'oxlint', claim: 'two files import each other', planted: CYCLE, said: /no-cycle/ },
  {
    tool: 'oxlint',
    claim: 'process.env is read under packages/',
    planted: { [file]: "export const home: unknown = process.env['HOME']\n" },
    said: /no-process-env/,
  },
  { tool: 'oxlint', claim: 'console is used under packages/', planted: { [file]: "console.log('')\n" }, said: /no-console/ },
  {
    tool: 'oxlint',
    claim: 'a promise is left floating',
    planted: { [file]: 'Promise.resolve()\n' },
    said: /no-floating-promises/,
  },
  { tool: 'oxlint', claim: 'any is used', planted: { [file]: 'export const one: any = 1\n' }, said: /no-explicit-any/ },
  {
    tool: 'oxlint',
    claim: 'a module has a default export',
    planted: { [file]: 'export default 1\n' },
    said: /no-default-export/,
  },
  {
    tool: 'oxlint',
    claim: 'a type is imported as a value',
    planted: { [file]: "import { Stats } from 'node:fs'\nexport type A = Stats\n" },
    said: /consistent-type-imports/,
  },
]

describe('a clean workspace passes', () => {
  test.each(Object.keys(TOOLS))('%s', (tool) => {
    expect(run(tool, {})).toMatchObject({ code: 0 })
  })
})

test.each(PLANTED)('$tool fails when $claim', ({ tool, planted, said }) => {
  const { code, output } = run(tool, planted)
  expect(output).toMatch(said)
  expect(code).toBeGreaterThan(0)
})
