import type { Rule } from '../rule.ts'

/** Only apps read the environment; a package is given its slice of the configuration. Tests and the testkit may. */
export const processEnv: Rule = {
  name: 'process-env',
  check: ({ packages }) =>
    packages
      .filter(({ folder, layer }) => folder.startsWith('packages/') && layer !== 'testkit')
      .flatMap(({ files }) => files.filter(({ isTest }) => !isTest))
      .flatMap(({ path, environmentLines }) =>
        environmentLines.map((line) => ({ at: `${path}:${line}`, message: 'reads process.env' })),
      ),
}
