import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The file that carries a system prompt to the CLI. */
export interface SystemPromptFile {
  readonly path: string
  remove(): Promise<void>
}

/** Writes the system prompt where only this user can read it, beside the run's folder so that the run's tools do not find it there. */
export async function writeSystemPrompt(stateDirectory: string, runId: string, text: string): Promise<SystemPromptFile> {
  const path = join(stateDirectory, 'work', `${runId}.system-prompt.txt`)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(path, { force: true }) // one left by a crash may have other permissions
  await writeFile(path, text, { mode: 0o600, flag: 'wx' })
  return { path, remove: () => rm(path, { force: true }) }
}
