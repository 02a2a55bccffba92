import { fileURLToPath } from 'node:url'

/**
 * Absolute path of an executable that imitates the Claude Code CLI without any network: give it as `runner.claudePath`.
 *
 * The prompt (or the variable STUB_CLAUDE) says what it does, in directives obeyed from left to right:
 * `[[sleep MS]]`, `[[hang]]`, `[[ignore-sigint]]`, `[[fork-daemon]]` (a tool in a session of its own that outlives the CLI; with `hold` it
 * keeps stdout open), `[[output 20mb]]`, `[[raw TEXT]]` (a line that is no event), `[[stderr TEXT]]`, `[[silent]]` (no init event), `[[exit CODE]]`,
 * `[[crash SIGNAL]]`, `[[linger MS]]` (stays after its result), `[[no-result]]`.
 * The reply: `[[reply TEXT]]`, `[[echo-env]]`, `[[echo-args]]`, `[[echo-cwd]]`, `[[echo-file OPTION]]` (content of the file named by
 * that option); by default it repeats the prompt. The outcome: `[[fail STATUS]]` (401, 403, 404, 429, 500, 529), `[[limit WINDOW SECONDS]]`,
 * `[[overage]]`, `[[deny TOOL]]`, `[[cost USD]]`.
 */
export const STUB_CLAUDE_PATH: string = fileURLToPath(new URL('./stub-claude.mjs', import.meta.url))
