import type { Workspace } from './workspace.ts'

/** One violation. `at` is a path, with `:line` where there is one. */
export interface Finding {
  readonly rule: string
  readonly at: string
  readonly message: string
}

/** One rule of the house. Returns what violates it, in the order of the files. */
export interface Rule {
  readonly name: string
  check(workspace: Workspace): readonly Omit<Finding, 'rule'>[]
}
