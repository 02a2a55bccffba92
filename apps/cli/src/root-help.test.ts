import { describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { ccsp } from './cli.test-support.ts'
import type { Language } from './language.ts'

/** The help as the command tree writes it. */
async function builtHelp(language: Language): Promise<string> {
  let text = ''
  const stdout = { columns: 80, write: (part: string) => (text += part) }
  const stdin = (async function* () {})()
  const io = { argv: ['--help'], env: {}, cwd: '/', stdin, stdout, stderr: stdout, signal: new AbortController().signal }
  await runCommand(io, language)
  return text
}

describe.each(['en', 'ja'] as const)('the help written beforehand (%s)', (language) => {
  test('is what the command tree says (vitest -u writes it anew)', async () => {
    await expect(await builtHelp(language)).toMatchFileSnapshot(`../help/${language}.txt`)
  })

  test.each([['--help'], ['-h'], ['help']])('answers ccsp %s', async (word) => {
    const ran = await ccsp([word, '--lang', language])
    expect(ran).toEqual({ code: 0, stdout: await builtHelp(language), stderr: '' })
  })
})
