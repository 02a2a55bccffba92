import { renderTable } from './table.ts'

/** Lines of names and values; a value that is null is left out. Values must be single lines. */
export function renderFacts(facts: readonly (readonly [name: string, value: string | null])[]): string {
  return renderTable(facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}
