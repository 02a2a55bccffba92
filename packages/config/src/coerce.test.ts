import { expect, test } from 'vitest'
import { coerceText } from './coerce.ts'
import { SETTINGS_BY_KEY } from './schema.ts'

function coerce(key: string, text: string): unknown {
  const setting = SETTINGS_BY_KEY.get(key)
  if (!setting) throw new Error(`no setting ${key}`)
  return coerceText(setting.info, text)
}

test.each<[string, string, unknown]>([
  ['agent.concurrency', ' 4 ', 4],
  ['agent.concurrency', '4.5', 4.5],
  ['agent.concurrency', '0x10', '0x10'],
  ['agent.concurrency', '1e3', '1e3'],
  ['agent.concurrency', '4 ms', '4 ms'],
  ['agent.concurrency', 'NaN', 'NaN'],
  ['simulator.failureRate', '0.25', 0.25],
  ['intake.isEnabled', 'Yes', true],
  ['intake.isEnabled', '0', false],
  ['intake.isEnabled', 'perhaps', 'perhaps'],
  ['log.level', 'INFO', 'info'],
  ['log.level', 'constructor', 'constructor'],
  ['runner.permissionMode', 'ACCEPTEDITS', 'acceptEdits'],
  ['redis.password', ' kept as it is ', ' kept as it is '],
  ['runner.allowedTools', 'Read, Bash(git log:*, git show:*),Write,', ['Read', 'Bash(git log:*, git show:*)', 'Write']],
  ['runner.allowedTools', '["a,b", "c"]', ['a,b', 'c']],
  ['runner.allowedTools', '[]', []],
  ['runner.allowedTools', '[broken', '[broken'],
])('%s from %j is %j', (key, text, value) => {
  expect(coerce(key, text)).toEqual(value)
})
