import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readUses, type SourceUses } from './source-file.ts'

/** What the rules look at in a package.json. */
export interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** One TypeScript file of a package; `path` is relative to the workspace and has forward slashes. */
export interface SourceFile extends SourceUses {
  readonly path: string
  readonly lineCount: number
  /** True for tests, their support files (`x.test-y.ts`), benches, generators and the vitest configuration: never built or shipped. */
  readonly isTest: boolean
}

/** One package or app. `layer` is the tag in its turbo.json: app, feature, fleet, config, foundation or testkit. */
export interface WorkspacePackage {
  readonly folder: string
  readonly layer: string | undefined
  readonly manifest: Manifest
  readonly hasReadme: boolean
  readonly files: readonly SourceFile[]
}

/** Everything the rules look at, read once. */
export interface Workspace {
  readonly packages: readonly WorkspacePackage[]
}

const TEST_FILE = /\.test(-[a-z-]+)?\.ts$|\/(bench|generate)\/|\/vitest\.config\.ts$/
const PASSED_OVER = new Set(['node_modules', 'dist', 'fixtures'])

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

function readFiles(root: string, folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : readFiles(root, path)
    if (!entry.name.endsWith('.ts') || entry.name.endsWith('.d.ts')) return []
    const text = readFileSync(join(root, path), 'utf8')
    return [{ path, lineCount: text.split('\n').length - 1, isTest: TEST_FILE.test(path), ...readUses(path, text) }]
  })
}

function readPackage(root: string, folder: string): WorkspacePackage {
  const turbo = join(root, folder, 'turbo.json')
  return {
    folder,
    layer: existsSync(turbo) ? (readJson(turbo) as { tags?: string[] }).tags?.[0] : undefined,
    manifest: readJson(join(root, folder, 'package.json')) as Manifest,
    hasReadme: existsSync(join(root, folder, 'README.md')),
    files: readFiles(root, folder),
  }
}

/** Reads the packages and apps below `root`. Throws when a file is not valid TypeScript or JSON. */
export function readWorkspace(root: string): Workspace {
  const below = (dir: string): string[] =>
    existsSync(join(root, dir)) ? readdirSync(join(root, dir)).map((name) => `${dir}/${name}`) : []
  const folders = ['apps', 'packages'].flatMap(below).filter((folder) => existsSync(join(root, folder, 'package.json')))
  return { packages: folders.map((folder) => readPackage(root, folder)) }
}
