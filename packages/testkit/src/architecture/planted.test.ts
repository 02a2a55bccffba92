import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkArchitecture } from './check-architecture.ts'
import { plantWorkspace } from './planted-workspace.ts'
import { RULES } from './rules/index.ts'

function check(planted: Record<string, string>): string[] {
  using workspace = plantWorkspace(planted)
  return checkArchitecture(workspace.root).map(({ rule, at }) => `${rule} ${at}`)
}

const manifest = (fields: object): string =>
  JSON.stringify({ name: '@ccsp/agent', exports: { '.': './src/index.ts' }, ...fields })

test('a clean workspace has no finding', () => {
  expect(check({})).toEqual([])
})

test('every rule is a file of its own, listed in order', () => {
  const files = readdirSync(join(import.meta.dirname, 'rules')).filter((name) => name !== 'index.ts')
  expect(RULES.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted())
})

const file = 'packages/agent/src/planted.ts'
const PLANTED: [claim: string, planted: Record<string, string>, finding: string][] = [
  [
    'a lower layer imports a higher',
    { 'packages/config/src/planted.ts': "export { four } from '@ccsp/fleet'\n" },
    'layer-direction packages/config/src/planted.ts:1',
  ],
  ['a feature imports a feature', { [file]: "export { six } from '@ccsp/metrics-exporter'\n" }, `layer-direction ${file}:1`],
  ['a package imports an app', { [file]: "import '@ccsp/daemon'\n" }, `layer-direction ${file}:1`],
  [
    'only a type crosses the layers',
    { [file]: "\nexport type Six = import('@ccsp/metrics-exporter').Six\n" },
    `layer-direction ${file}:2`,
  ],
  [
    'an import is dynamic',
    { [file]: "export const six = (): unknown => import('@ccsp/metrics-exporter')\n" },
    `layer-direction ${file}:1`,
  ],
  ['a package has no layer', { 'packages/agent/turbo.json': '{}' }, 'layer-direction packages/agent/turbo.json'],
  [
    'a relative import crosses a package border',
    { [file]: "export { one } from '../../foundation/src/one.ts'\n" },
    `package-border ${file}:1`,
  ],
  ['an import names an absolute path', { [file]: "import '/tmp/one.ts'\n" }, `package-border ${file}:1`],
  [
    'two files import each other',
    { 'packages/agent/src/a.ts': "import './b.ts'\n", 'packages/agent/src/b.ts': "import './a.ts'\n" },
    'import-cycle packages/agent/src/a.ts',
  ],
  ['a file imports itself', { [file]: "import './planted.ts'\n" }, `import-cycle ${file}`],
  ['a dependency is not declared', { [file]: "import 'zod'\n" }, `declared-dependency ${file}:1`],
  [
    'what is shipped needs a devDependency',
    {
      [file]: "import 'fast-check'\n",
      'packages/agent/package.json': manifest({ dependencies: { '@ccsp/fleet': '' }, devDependencies: { 'fast-check': '' } }),
    },
    `declared-dependency ${file}:1`,
  ],
  ['process.env is read', { [file]: 'export const home: unknown = process.env.HOME\n' }, `process-env ${file}:1`],
  ["process['env'] is read", { [file]: "export const home: unknown = globalThis.process['env']\n" }, `process-env ${file}:1`],
  [
    'env is taken out of process',
    { [file]: 'const { env } = process\nexport const home: unknown = env.HOME\n' },
    `process-env ${file}:1`,
  ],
  [
    'env is imported',
    { [file]: "import { env } from 'node:process'\nexport const home: unknown = env.HOME\n" },
    `process-env ${file}:1`,
  ],
  ['console is used', { [file]: "\nconsole.warn('')\n" }, `no-console ${file}:2`],
  ['a file has 401 lines', { [file]: '\n'.repeat(401) }, `file-shape ${file}`],
  ['a name is not kebab-case', { 'packages/agent/src/notKebab.ts': '' }, 'file-shape packages/agent/src/notKebab.ts'],
  [
    'exports has a second entry',
    { 'packages/agent/package.json': manifest({ exports: { '.': '', './deep': '' }, dependencies: { '@ccsp/fleet': '' } }) },
    'package-shape packages/agent/package.json',
  ],
  ['an index exports everything', { [file]: "export * from './index.ts'\n" }, `package-shape ${file}:1`],
  [
    'a package has no README',
    {
      'packages/bare/package.json': '{"name":"@ccsp/bare","exports":{".":""}}',
      'packages/bare/turbo.json': '{"tags":["feature"]}',
    },
    'package-shape packages/bare',
  ],
]

test.each(PLANTED)('is found: %s', (_claim, planted, finding) => {
  expect(check(planted)).toContain(finding)
})

test('tests may read process.env and use a devDependency and console', () => {
  const planted = {
    'packages/agent/src/x.test.ts': "import 'fast-check'\nconsole.log(process.env)\n",
    'packages/agent/package.json': manifest({ dependencies: { '@ccsp/fleet': '' }, devDependencies: { 'fast-check': '' } }),
  }
  expect(check(planted)).toEqual([])
})

test('restore-core alone may import the format of backup-core', () => {
  const feature = (name: string, exports: object): Record<string, string> => ({
    [`packages/${name}/package.json`]: JSON.stringify({
      name: `@ccsp/${name}`,
      exports,
      dependencies: { '@ccsp/backup-core': '' },
    }),
    [`packages/${name}/turbo.json`]: '{"tags":["feature"]}',
    [`packages/${name}/README.md`]: '',
    [`packages/${name}/src/index.ts`]: "import '@ccsp/backup-core/format'\n",
  })
  const backup = { ...feature('backup-core', { '.': '', './format': '' }), 'packages/backup-core/src/index.ts': '' }
  expect(check({ ...backup, ...feature('restore-core', { '.': '' }) })).toEqual([])
  expect(check({ ...backup, ...feature('diagnostics', { '.': '' }) })).toEqual([
    'layer-direction packages/diagnostics/src/index.ts:1',
  ])
})

test('a file that is not valid TypeScript is an error, not a pass', () => {
  expect(() => check({ [file]: 'const = 1\n' })).toThrow(file)
})
