/**
 * The one line that the CLI gets on stdin.
 *
 * The CLI replaces `@path` in the last text block by the content of that file, wherever the file lies and whatever the
 * permission mode. So the client's text is never the last block when it holds an `@`: only the references made here, to
 * files that were checked, have that effect.
 */
export function buildPromptMessage(prompt: string, includedPaths: readonly string[]): string {
  const last = includedPaths.length > 0 ? referTo(includedPaths) : prompt.includes('@') ? END_MARK : null
  const content = last === null ? prompt : [textBlock(prompt), textBlock(last)]
  return `${JSON.stringify({ type: 'user', message: { role: 'user', content } })}\n`
}

/** Something visible is needed: the API refuses empty blocks. */
const END_MARK = '---'

const textBlock = (text: string) => ({ type: 'text', text })
const referTo = (paths: readonly string[]) => `Files of this request:\n${paths.map((path) => `@"${path}"`).join('\n')}`
