import type { Rule } from '../rule.ts'
import type { WorkspacePackage } from '../workspace.ts'

/** Entries besides `"."`: a format that a second package reads. */
const FURTHER_EXPORTS: Readonly<Record<string, readonly string[]>> = { '@ccsp/backup-core': ['./format'] }

function exportProblems({ folder, manifest }: WorkspacePackage): string[] {
  const entries = Object.keys(manifest.exports ?? {})
  if (folder.startsWith('apps/')) return entries.length > 0 ? ['an app exports nothing'] : []
  const allowed = ['.', ...(FURTHER_EXPORTS[manifest.name] ?? [])]
  const missing = entries.includes('.') ? [] : ['exports lacks "."']
  return [
    ...missing,
    ...entries.filter((entry) => !allowed.includes(entry)).map((entry) => `exports "${entry}"; only ${allowed.join(', ')}`),
  ]
}

/** A package has a README, one way in, and an index that names what it exports. */
export const packageShape: Rule = {
  name: 'package-shape',
  check: ({ packages }) =>
    packages.flatMap((one) => [
      ...(one.hasReadme || one.folder.startsWith('apps/') ? [] : [{ at: one.folder, message: 'README.md is missing' }]),
      ...exportProblems(one).map((message) => ({ at: `${one.folder}/package.json`, message })),
      ...one.files.flatMap(({ path, exportAllLines }) =>
        exportAllLines.map((line) => ({ at: `${path}:${line}`, message: 'export * hides what is exported' })),
      ),
    ]),
}
