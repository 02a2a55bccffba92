import { describe, expect, it } from 'vitest'
import type { OutcomeClass } from './classification.ts'
import { resetInSentence, sentenceAtStart, sentenceExactly, statusInSentence } from './cli-sentences.ts'

const SENTENCES: readonly (readonly [OutcomeClass, string])[] = [
  ['not-logged-in', 'Not logged in · Please run /login'],
  ['login-expired', 'Invalid API key · Fix external API key'],
  ['login-expired', 'Invalid API key · Please run /login'],
  ['login-expired', 'OAuth token revoked · Please run /login'],
  ['login-expired', 'Login expired · Please run /login'],
  ['login-expired', 'Please run /login · API Error: 401 OAuth token has expired.'],
  ['login-expired', 'Failed to authenticate. API Error: 403 This organization has been disabled.'],
  ['login-expired', 'Your account does not have access to Claude. Please login again or contact your administrator.'],
  ['login-expired', 'Your ANTHROPIC_API_KEY belongs to a disabled organization · Update or unset the environment variable'],
  ['usage-limit', "You've hit your session limit · resets 6:37pm (UTC)"],
  ['usage-limit', "You've hit your weekly limit · resets Nov 27, 4:27am (UTC)"],
  ['usage-limit', "You've hit your Opus limit · resets Nov 27, 4:27am (UTC)"],
  ['usage-limit', "You've hit your limit · resets 3pm (Asia/Tokyo)"],
  ['usage-limit', "You've hit your monthly spend limit."],
  ['usage-limit', "You've reached your Fable limit."],
  ['usage-limit', 'Claude AI usage limit reached|1795459048'],
  ['usage-limit', '5-hour limit reached ∙ resets 3pm'],
  ['usage-limit', "You're out of extra usage · resets 3pm (UTC)"],
  ['transient-limit', 'API Error: Server is temporarily limiting requests (not your usage limit) · Please try again later.'],
  ['transient-limit', "API Error: Request rejected (429) · This request would exceed your account's rate limit."],
  [
    'overloaded',
    'API Error: Repeated 529 Overloaded errors. The API is at capacity — this is usually temporary. Try again in a moment.',
  ],
  ['overloaded', 'API Error: 529 Overloaded. This is a server-side issue, usually temporary — try again in a moment.'],
  [
    'server-error',
    'API Error: 500 Internal server error. This is a server-side issue, usually temporary — try again in a moment.',
  ],
  ['malformed', 'API Error: API returned an empty or malformed response (HTTP 200) — check for a proxy or gateway'],
  ['network', 'API Error: Unable to connect to API (ConnectionRefused)'],
  ['network', 'Unable to connect to API: SSL certificate has expired'],
  ['network', 'API Error: Connection error.'],
  ['network', 'API Error: Connection dropped (ECONNRESET). Check the gateway, then try again.'],
  ['network', "API Error: Can't reach the API server — check your internet or DNS (EAI_AGAIN)"],
  ['network', 'Request timed out'],
  ['prompt-too-long', 'Prompt is too long'],
  ['prompt-too-long', 'Prompt is too long · the request is ~250000 tokens (limit 200000)'],
  ['prompt-too-long', 'Request too large (max 32MB). Try with a smaller file.'],
  ['refused', "API Error: Opus 5.5's safeguards flagged this message (https://x). Try again.\n\nRequest ID: r1"],
  ['credit', 'Credit balance is too low'],
  ['model-not-found', "There's an issue with the selected model (nosuch). It may not exist or you may not have access to it."],
  [
    'refused',
    'API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy (https://x). Try\n\nRequest ID: r1',
  ],
  ['max-tokens', "API Error: Claude's response exceeded the 64000 output token maximum. To configure this behavior, set it."],
  ['max-turns', 'Error: Reached max turns (3)'],
  ['budget', 'Error: Exceeded USD budget (0.01)'],
  ['cancelled', 'Execution error'],
  ['invalid-use', 'No conversation found with session ID: 11111111-2222-4333-8444-555555555555'],
  ['invalid-use', 'Error: Session ID 11111111-2222-4333-8444-555555555555 is already in use.'],
  ['invalid-use', "error: unknown option '--nosuch'"],
]

describe('the sentences of the CLI', () => {
  it.each(SENTENCES)('%s: %s', (expected, sentence) => {
    expect(sentenceAtStart(sentence)?.class).toBe(expected)
    expect(sentenceExactly(`${sentence}\n`)?.class).toBe(expected)
  })

  it.each(SENTENCES)('%s is not found in the middle of a text: %s', (_class, sentence) => {
    for (const text of [`The log says: ${sentence}`, `"${sentence}"`, `\`${sentence}\``, `Hello\n${sentence}`]) {
      expect(sentenceAtStart(text)).toBeNull()
      expect(sentenceExactly(text)).toBeNull()
    }
  })

  it.each(SENTENCES)('%s is not all of a text that goes on: %s', (_class, sentence) => {
    expect(sentenceExactly(`${sentence}\nThat is what the program printed; here is what to do about it.`)).toBeNull()
  })

  it.each([
    'Not logged in · Please run /login is printed when there is no login.',
    "You've hit your session limit, so the request was not sent",
    "You've hit your weekly limit · This line comes from the log you sent.",
    'API Error: 500 means that the server failed.',
    'Execution error handling in Rust uses Result.',
    'Credit balance is too low in the second account, so move money there.',
    'Claude AI usage limit reached|1795459048 is what old versions print',
  ])('an answer that begins like one is not taken for one: %s', (text) => {
    expect(sentenceExactly(text)).toBeNull()
  })

  it('names the window of a limit', () => {
    expect(sentenceAtStart("You've hit your session limit · resets 6pm")?.window).toBe('five_hour')
    expect(sentenceAtStart("You've hit your weekly limit · resets 6pm")?.window).toBe('seven_day')
    expect(sentenceAtStart("You've hit your Sonnet limit · resets 6pm")?.window).toBe('seven_day_sonnet')
    expect(sentenceAtStart("You've hit your limit · resets 6pm")?.window).toBeNull()
  })

  it('reads a status only where the CLI writes it', () => {
    expect(statusInSentence('API Error: 502 <html>')).toBe(502)
    expect(statusInSentence('API Error (429 {"type":"error"})')).toBe(429)
    expect(statusInSentence('Failed to authenticate. API Error: 401 expired')).toBe(401)
    expect(statusInSentence('the API Error: 502')).toBeNull()
    expect(statusInSentence('API Error: 5021')).toBeNull()
    expect(statusInSentence('API Error: Repeated 529')).toBeNull()
  })

  it('reads the reset of the one sentence that has it', () => {
    expect(resetInSentence('Claude AI usage limit reached|1795459048')).toBe(1_795_459_048)
    expect(resetInSentence('Claude AI usage limit reached|1795459048 or so')).toBeNull()
  })

  it('does not hang on long texts that nearly match', () => {
    for (const start of ["You've hit your ", 'API Error: 500 ', 'Request timed out. ', 'Prompt is too long · ']) {
      expect(sentenceExactly(start + 'a '.repeat(500_000))).toBeNull()
    }
  })
})
