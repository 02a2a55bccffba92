/** A Markdown table. Cells are text: what Markdown would read as structure is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows.map((row) => row.map(escapeCell))]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export function code(text: string): string {
  return `\`${text}\``
}

/** Between backticks everything but a bar stands for itself. */
function escapeCell(text: string): string {
  const parts = text.replaceAll('|', '\\|').replaceAll('\n', ' ').split('`')
  return parts.map((part, index) => (index % 2 === 0 ? part.replace(/[<*_]/g, '\\$&') : part)).join('`')
}
