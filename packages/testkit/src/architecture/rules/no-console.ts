import type { Rule } from '../rule.ts'

/** A package writes to the logger it is given; only apps own a terminal. */
export const noConsole: Rule = {
  name: 'no-console',
  check: ({ packages }) =>
    packages
      .filter(({ folder, layer }) => folder.startsWith('packages/') && layer !== 'testkit')
      .flatMap(({ files }) => files.filter(({ isTest }) => !isTest))
      .flatMap(({ path, consoleLines }) => consoleLines.map((line) => ({ at: `${path}:${line}`, message: 'uses console' }))),
}
