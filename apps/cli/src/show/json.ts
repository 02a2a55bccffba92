import { toLines } from './plain-text.ts'

/** JSON for programs that is safe to look at: JSON itself leaves some control characters as they are. */
export function toJson(value: unknown): string {
  return toLines(JSON.stringify(value, null, 2))
}
