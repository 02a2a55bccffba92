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
function run(tool: string, planted: Record<string, string>): { code: number | null; output: string } {
  using workspace = plantWorkspace(planted)
  const [program = '', ...args] = TOOLS[tool] ?? []
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' }
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, { cwd: workspace.root, env, encoding: 'utf8', timeout: 60_000 })
  return { code: status, output: stdout + stderr }
}

const file = 'packages/agent/src/planted.ts'
const CYCLE = { 'packages/agent/src/a.ts': "export { b } from './b.ts'\n", 'packages/agent/src/b.ts': "export { a as b } from './a.ts'\n" }
const PLANTED: [tool: string, claim: string, planted: Record<string, string>, said: RegExp][] = [
  ['boundaries', 'a lower layer imports a higher', { 'packages/config/src/planted.ts': "import '@ccsp/fleet'\n" }, /cannot import package `@ccsp\/fleet`/],
  [
    'boundaries',
    'a lower layer declares a higher as its dependency',
    {
      'packages/foundation/package.json': JSON.stringify({ name: '@ccsp/foundation', version: '0.0.0', dependencies: { '@ccsp/fleet': 'workspace:*' } }),
    },
    /fleet/,
  ],
  ['boundaries', 'a relative import crosses a package border', { [file]: "import '../../foundation/src/one.ts'\n" }, /leaves the package/],
  ['boundaries', 'a dependency is not declared', { [file]: "import 'zod'\n" }, /`zod` because it is not a dependency/],
  ['tsc', 'a dependency is not declared', { [file]: "import 'zod'\n" }, /zod/],
  ['oxlint', 'two files import each other', CYCLE, /no-cycle/],
  ['oxlint', 'process.env is read under packages/', { [file]: "export const home: unknown = process.env['HOME']\n" }, /no-process-env/],
  ['oxlint', 'console is used under packages/', { [file]: "console.log('')\n" }, /no-console/],
  ['oxlint', 'a promise is left floating', { [file]: 'Promise.resolve()\n' }, /no-floating-promises/],
  ['oxlint', 'any is used', { [file]: 'export const one: any = 1\n' }, /no-explicit-any/],
  ['oxlint', 'a module has a default export', { [file]: 'export default 1\n' }, /no-default-export/],
  ['oxlint', 'a type is imported as a value', { [file]: "import { Stats } from 'node:fs'\nexport type A = Stats\n" }, /consistent-type-imports/],
]

describe('a clean workspace passes', () => {
  test.each(Object.keys(TOOLS))('%s', (tool) => {
    expect(run(tool, {})).toMatchObject({ code: 0 })
  })
})

test.each(PLANTED)('%s fails when %s', (tool, _claim, planted, said) => {
  const { code, output } = run(tool, planted)
  expect(output).toMatch(said)
  expect(code).toBeGreaterThan(0)
})
