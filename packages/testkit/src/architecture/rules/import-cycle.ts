import { posix } from 'node:path'
import type { Rule } from '../rule.ts'
import type { SourceFile } from '../workspace.ts'

/** No file reaches itself through imports; importing only a type counts, since it binds the two files' meaning as well. */
export const importCycle: Rule = {
  name: 'import-cycle',
  check: ({ packages }) =>
    findCycles(packages.flatMap(({ files }) => files)).map((cycle) => ({
      at: cycle[0] ?? '',
      message: [...cycle, cycle[0]].join(' -> '),
    })),
}

const targetsOf = (file: SourceFile): string[] =>
  file.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => posix.join(posix.dirname(file.path), specifier))

/** Depth-first: an edge to a file on the current path closes a cycle. */
function findCycles(files: readonly SourceFile[]): string[][] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const path: string[] = []
  const finished = new Set<string>()
  const cycles: string[][] = []
  const visit = (file: SourceFile): void => {
    const seenAt = path.indexOf(file.path)
    if (seenAt >= 0) cycles.push(path.slice(seenAt))
    if (seenAt >= 0 || finished.has(file.path)) return
    path.push(file.path)
    for (const target of targetsOf(file)) {
      const next = byPath.get(target)
      if (next) visit(next)
    }
    path.pop()
    finished.add(file.path)
  }
  for (const file of files) visit(file)
  return cycles
}
