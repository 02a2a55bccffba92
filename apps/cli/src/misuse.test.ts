import { expect, test } from 'vitest'
import { ccsp } from './cli.test-support.ts'

const CASES = [
  ['queu list', 'there is no command queu (did you mean queue?)', ''],
  ['queue lst', 'there is no command lst (did you mean list?)', ' queue'],
  ['submit --bogus', 'there is no option --bogus', ' submit'],
  ['submit a b', 'there are too many arguments (text with spaces needs quotes)', ' submit'],
  ['submit x --priority', 'the option --priority <priority> needs a value', ' submit'],
  ['submit x --priority top', '--priority is one of urgent, high, normal, low, not top', ' submit'],
  ['submit x --timeout 5', '--timeout needs a time with a unit, such as 30s, 5m or 2h, not 5', ' submit'],
  ['submit x --timeout 0.1s', '--timeout must be between 1 second and 1 day', ' submit'],
  ['submit x --delay -5m', '--delay must be between 0 ms and 365 days', ' submit'],
  ['queue pause --for soon', '--for needs a time with a unit, such as 30s, 5m or 2h, not soon', ' queue pause'],
  ['queue show', 'the argument id is missing', ' queue show'],
  ['queue list --limit 0', '--limit needs a whole number from 1 to 10000, not 0', ' queue list'],
  ['queue list --state lost', '--state is one of waiting, active, delayed, completed, failed, not lost', ' queue list'],
  ['queue dead-letter --resend 1 --discard 2', '--resend and --discard cannot be used together', ' queue dead-letter'],
  ['explain x --exit-code 256', '--exit-code needs a whole number from 0 to 255, not 256', ' explain'],
  ['--lang fr status', '--lang is en or ja, not fr', ''],
] as const

test.each(CASES)('ccsp %s is refused with exit code 2', async (line, reason, command) => {
  const ran = await ccsp(line.split(' '))
  expect(ran).toEqual({ code: 2, stdout: '', stderr: `error CCSP_USAGE: ${reason}\n  See: ccsp${command} --help\n` })
})

test('a command line is refused in Japanese, too', async () => {
  const ran = await ccsp(['--lang', 'ja', 'queue', 'lst'])
  const stderr = 'エラー CCSP_USAGE: コマンド lst はありません (list のことですか?)\n  参照: ccsp queue --help\n'
  expect(ran).toEqual({ code: 2, stdout: '', stderr })
})

test.each([[[]], [['queue']], [['config']]])('ccsp %j shows its help on standard error with exit code 2', async (argv) => {
  const ran = await ccsp(argv)
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toContain('Commands:')
})

test.each([
  ['an empty prompt', ['submit', ' ']],
  ['no prompt at a terminal', ['submit']],
])('%s is refused before anything else', async (_, argv) => {
  const ran = await ccsp(argv, { isTerminal: true })
  expect(ran).toMatchObject({ code: 2, stdout: '' })
  expect(ran.stderr).toMatch(/^error CCSP_USAGE: the prompt is missing/)
})

test('a control character in an argument does not reach the terminal', async () => {
  const { stderr } = await ccsp(['queue', 'list', '--state', '\u001b[2J'])
  expect(stderr).toContain('not \\u001b[2J')
})
