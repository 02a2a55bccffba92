import type { Rule } from '../rule.ts'
import type { WorkspacePackage } from '../workspace.ts'

/** A package may import those of a lower number; features and apps do not import their like. */
const LEVELS: Readonly<Record<string, number>> = { app: 4, feature: 3, fleet: 2, config: 1, foundation: 0 }

/** The one way from feature to feature: restore-core reads the format that backup-core owns. */
const EXCEPTION = { importer: '@ccsp/restore-core', specifier: '@ccsp/backup-core/format' }

/** The package that a bare specifier names: `@scope/name/sub` gives `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function problem(importer: WorkspacePackage, target: WorkspacePackage, isTest: boolean): string | undefined {
  if (target === importer) return undefined
  if (target.layer === 'testkit') return isTest ? undefined : 'the testkit is for tests only'
  const from = LEVELS[importer.layer ?? '']
  const to = LEVELS[target.layer ?? '']
  if (from !== undefined && to !== undefined && to < from) return undefined
  return `${importer.layer ?? 'no layer'} may not import ${target.layer ?? 'no layer'}`
}

/** apps -> features -> fleet -> config -> foundation; tests may use the testkit besides. */
export const layerDirection: Rule = {
  name: 'layer-direction',
  check: ({ packages }) => {
    const byName = new Map(packages.map((one) => [one.manifest.name, one]))
    const untagged = packages
      .filter(({ layer }) => layer !== 'testkit' && LEVELS[layer ?? ''] === undefined)
      .map(({ folder }) => ({ at: `${folder}/turbo.json`, message: `tags must name one of ${Object.keys(LEVELS).join(', ')}` }))
    const wrong = packages.flatMap((importer) =>
      importer.files.flatMap((file) =>
        file.imports.flatMap(({ specifier, line }) => {
          const target = byName.get(packageOf(specifier))
          const message = target && problem(importer, target, file.isTest)
          const isException = importer.manifest.name === EXCEPTION.importer && specifier === EXCEPTION.specifier
          return message === undefined || isException ? [] : [{ at: `${file.path}:${line}`, message: `${specifier}: ${message}` }]
        }),
      ),
    )
    return [...untagged, ...wrong]
  },
}
