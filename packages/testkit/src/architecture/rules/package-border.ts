import { posix } from 'node:path'
import type { Rule } from '../rule.ts'

/** A relative import stays inside its package; another package is imported by its name. */
export const packageBorder: Rule = {
  name: 'package-border',
  check: ({ packages }) =>
    packages.flatMap(({ folder, files }) =>
      files.flatMap((file) =>
        file.imports
          .filter(({ specifier }) => /^[./]|^file:/.test(specifier))
          .filter(
            ({ specifier }) =>
              !posix.join(posix.dirname(file.path), specifier).startsWith(`${folder}/`) || /^\/|^file:/.test(specifier),
          )
          .map(({ specifier, line }) => ({ at: `${file.path}:${line}`, message: `${specifier} lies outside ${folder}` })),
      ),
    ),
}
