import { isBuiltin } from 'node:module'
import type { Rule } from '../rule.ts'
import type { Manifest, SourceFile } from '../workspace.ts'
import { packageOf } from './layer-direction.ts'

function problem(manifest: Manifest, file: SourceFile, specifier: string): string | undefined {
  const name = packageOf(specifier)
  const isShipped = { ...manifest.dependencies, ...manifest.optionalDependencies }[name] !== undefined
  if (isShipped || name === manifest.name) return undefined
  if (manifest.devDependencies?.[name] === undefined) return `${name} is not declared in package.json`
  return file.isTest ? undefined : `${name} is only a devDependency`
}

/** What a file imports by name is declared by its own package; what it needs beyond tests, under dependencies. */
export const declaredDependency: Rule = {
  name: 'declared-dependency',
  check: ({ packages }) =>
    packages.flatMap(({ manifest, files }) =>
      files.flatMap((file) =>
        file.imports
          .filter(({ specifier }) => !/^[./#]|^file:/.test(specifier) && !isBuiltin(specifier))
          .flatMap(({ specifier, line }) => {
            const message = problem(manifest, file, specifier)
            return message === undefined ? [] : [{ at: `${file.path}:${line}`, message }]
          }),
      ),
    ),
}
