import { posix } from 'node:path'
import type { Rule } from '../rule.ts'

const MAX_LINES = 400
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/

/** Files stay short and are named in kebab-case. */
export const fileShape: Rule = {
  name: 'file-shape',
  check: ({ packages }) =>
    packages
      .flatMap(({ files }) => files)
      .flatMap(({ path, lineCount }) => [
        ...(lineCount > MAX_LINES ? [{ at: path, message: `${lineCount} lines; at most ${MAX_LINES}` }] : []),
        ...(KEBAB_CASE.test(posix.basename(path)) ? [] : [{ at: path, message: 'the name is not kebab-case' }]),
      ]),
}
