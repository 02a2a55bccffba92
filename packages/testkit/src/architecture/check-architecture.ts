import type { Finding } from './rule.ts'
import { RULES } from './rules/index.ts'
import { readWorkspace } from './workspace.ts'

/** Walks the packages and apps below `root` and returns every violation of the house's rules. */
export function checkArchitecture(root: string): Finding[] {
  const workspace = readWorkspace(root)
  return RULES.flatMap((rule) => rule.check(workspace).map((finding) => ({ rule: rule.name, ...finding })))
}
