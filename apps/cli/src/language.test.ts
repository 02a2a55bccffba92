import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test.each([
  [{}, 'en'],
  [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
  [{ LANG: 'ja' }, 'ja'],
  [{ LANG: 'jam_JM' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'ja_JP', LC_MESSAGES: 'en_US' }, 'en'],
  [{ LC_MESSAGES: 'en_US', LC_ALL: 'ja_JP' }, 'ja'],
  [{ LC_ALL: '', LANG: 'ja_JP' }, 'ja'],
  [{ CCSP_LANG: 'ja', LC_ALL: 'C' }, 'ja'],
])('the locale %j means %s', (env, language) => {
  expect(chooseLanguage(['status'], env)).toEqual({ language })
})

test.each([
  [['--lang', 'ja', 'status'], { language: 'ja' }],
  [['status', '--lang=ja'], { language: 'ja' }],
  [['--lang', 'en', '--lang', 'ja'], { language: 'ja' }],
  [['submit', '--', '--lang=ja'], { language: 'en' }],
  [['status', '--lang', 'fr'], { language: 'en', unknown: 'fr' }],
  [['status', '--lang'], { language: 'en' }],
])('%j means %j', (argv, choice) => {
  expect(chooseLanguage(argv, { LANG: 'C' })).toEqual(choice)
})
