import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The house itself: the root whose rules and tools are put to the test. */
export const HOUSE: string = join(import.meta.dirname, '../../../..')

const CONFIGURATION = [
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'turbo.json',
  'tsconfig.base.json',
  '.oxlintrc.json',
  '.gitignore',
]

/** Folder -> layer and what its package.json depends on. A small house with one package of each layer, and two features. */
const PACKAGES: Readonly<Record<string, { layer: string; dependencies: readonly string[] }>> = {
  'packages/foundation': { layer: 'foundation', dependencies: [] },
  'packages/config': { layer: 'config', dependencies: ['@ccsp/foundation'] },
  'packages/fleet': { layer: 'fleet', dependencies: ['@ccsp/config', '@ccsp/foundation'] },
  'packages/agent': { layer: 'feature', dependencies: ['@ccsp/fleet'] },
  'packages/metrics-exporter': { layer: 'feature', dependencies: ['@ccsp/fleet'] },
  'apps/daemon': { layer: 'app', dependencies: ['@ccsp/agent'] },
}

const FILES: Readonly<Record<string, string>> = {
  'packages/foundation/src/index.ts': "export { one } from './one.ts'\n",
  'packages/foundation/src/one.ts': 'export const one: number = 1\n',
  'packages/config/src/index.ts': "import { one } from '@ccsp/foundation'\n\nexport const two: number = one + one\n",
  'packages/fleet/src/index.ts': "import { two } from '@ccsp/config'\n\nexport const four: number = two * two\n",
  'packages/agent/src/index.ts': "import { four } from '@ccsp/fleet'\n\nexport const five: number = four + 1\n",
  'packages/metrics-exporter/src/index.ts': "import { four } from '@ccsp/fleet'\n\nexport const six: number = four + 2\n",
  'apps/daemon/src/main.ts': "import { five } from '@ccsp/agent'\n\nconsole.log(five, process.env['HOME'])\n",
}

const nameOf = (folder: string): string => `@ccsp/${folder.slice(folder.indexOf('/') + 1)}`
const folderOf = (name: string): string => `packages/${name.slice('@ccsp/'.length)}`

function packageFiles(folder: string): Record<string, string> {
  const { layer = '', dependencies = [] } = PACKAGES[folder] ?? {}
  const manifest = {
    name: nameOf(folder),
    version: '0.0.0',
    private: true,
    type: 'module',
    ...(layer === 'app' ? {} : { exports: { '.': { '@ccsp/source': './src/index.ts', 'default': './dist/index.js' } } }),
    dependencies: Object.fromEntries(dependencies.map((name) => [name, 'workspace:*'])),
  }
  return {
    [`${folder}/package.json`]: JSON.stringify(manifest),
    [`${folder}/turbo.json`]: JSON.stringify({ extends: ['//'], tags: [layer] }),
    [`${folder}/tsconfig.json`]: JSON.stringify({ extends: '../../tsconfig.base.json', include: ['src'] }),
    [`${folder}/README.md`]: `# ${nameOf(folder)}\n`,
  }
}

/** A small workspace in a temporary folder, under the house's own configuration. */
export interface PlantedWorkspace extends Disposable {
  readonly root: string
}

/**
 * Builds a clean workspace below the temporary folder, then puts `planted` over it (path -> content).
 * Nothing is planted into the house itself. Disposing of it removes the folder.
 */
export function plantWorkspace(planted: Readonly<Record<string, string>> = {}): PlantedWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'ccsp-planted-'))
  for (const name of CONFIGURATION) cpSync(join(HOUSE, name), join(root, name))
  symlinkSync(join(HOUSE, 'node_modules'), join(root, 'node_modules'))
  const write = ([path, content]: [string, string]): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [folder, { dependencies }] of Object.entries(PACKAGES)) {
    Object.entries(packageFiles(folder)).forEach(write)
    mkdirSync(join(root, folder, 'node_modules/@ccsp'), { recursive: true })
    for (const name of dependencies) symlinkSync(join(root, folderOf(name)), join(root, folder, 'node_modules', name))
  }
  Object.entries({ ...FILES, ...planted }).forEach(write)
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}
