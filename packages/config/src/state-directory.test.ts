import { expect, test } from 'vitest'
import { defaultStateDirectory, type StateDirectoryFacts } from './state-directory.ts'

function directory(part: Partial<StateDirectoryFacts>): string {
  return defaultStateDirectory({ env: {}, applicationRoot: '/app', isCheckout: false, uid: 1000, ...part })
}

const HOME = { HOME: '/home/a', XDG_STATE_HOME: '/home/a/state' }

test.each<[string, Partial<StateDirectoryFacts>, string]>([
  ['what systemd made', { env: { ...HOME, STATE_DIRECTORY: '/var/lib/poppo' }, isCheckout: true }, '/var/lib/poppo'],
  ['the first of what systemd made', { env: { STATE_DIRECTORY: '/var/lib/a:/var/lib/b' } }, '/var/lib/a'],
  ['a folder of the checkout', { env: HOME, isCheckout: true }, '/app/.ccsp'],
  ["the user's state folder", { env: HOME }, '/home/a/state/ccsp'],
  ["the usual place of the user's state", { env: { HOME: '/home/a' } }, '/home/a/.local/state/ccsp'],
  ['a folder in /tmp of a user without a home', {}, '/tmp/ccsp-1000'],
])('the state is kept in %s', (_, facts, expected) => {
  expect(directory(facts)).toBe(expected)
})

test('an empty or relative variable counts as not set', () => {
  expect(directory({ env: { STATE_DIRECTORY: '', XDG_STATE_HOME: 'state', HOME: '' } })).toBe('/tmp/ccsp-1000')
})
