import type { OutcomeClass } from './classification.ts'

/** A sentence that the CLI itself writes, never the model. Patterns are anchored by the functions below. */
interface CliSentence {
  readonly class: OutcomeClass
  /** How it begins. */
  readonly start: RegExp
  /** What may follow in a text that is this sentence and nothing else. Default: nothing. */
  readonly tail?: RegExp
  /** The usage window it names. */
  readonly window?: string
  /** True when the CLI exits 0 with it in text format. */
  readonly isWithExitZero?: boolean
}

const ONE_LINE = /[^\n]*/
/** The clause after a limit sentence: when it resets, or what to do about it. */
const CLAUSE = /( [·∙] [^\n]{1,200})?/
const RESETS = /( [·∙] (resets|progress|raise|run|ask|add|contact|try|switch|upgrade|\/)[^\n]{0,200})?\.?/
/** The clause in which the CLI says whose fault a server error is. */
const SERVER_SIDE = /[^\n]{0,2000}\. (This is a server-side issue|The API is at capacity)[^\n]{0,300}/

/** First match wins, so the narrower sentence stands above the wider one. */
const SENTENCES: readonly CliSentence[] = [
  { class: 'not-logged-in', start: /Not logged in · Please run \/login/ },
  { class: 'login-expired', start: /Invalid API key · (Fix external API key|Please run \/login)/ },
  { class: 'login-expired', start: /Invalid auth token · Fix external auth token/ },
  {
    class: 'login-expired',
    start: /(OAuth token revoked|OAuth token has expired|Login expired|Login reached its time limit) · Please run \/login/,
  },
  { class: 'login-expired', start: /Failed to authenticate[.:] /, tail: ONE_LINE },
  { class: 'login-expired', start: /Please run \/login · API Error: 40[13]\b/, tail: ONE_LINE },
  { class: 'login-expired', start: /Your account does not have access to Claude\. Please (login|run \/login)/, tail: ONE_LINE },
  { class: 'login-expired', start: /Your ANTHROPIC_API_KEY belongs to a disabled organization/, tail: CLAUSE },
  {
    class: 'login-expired',
    start: /Your organization has disabled (Claude subscription access|API key authentication)/,
    tail: ONE_LINE,
  },
  { class: 'usage-limit', start: /Claude AI usage limit reached\|\d{9,11}/, isWithExitZero: true },
  { class: 'usage-limit', start: /You've (hit|reached) your (session|5-hour) limit/, tail: RESETS, window: 'five_hour' },
  { class: 'usage-limit', start: /You've (hit|reached) your weekly limit/, tail: RESETS, window: 'seven_day' },
  {
    class: 'usage-limit',
    start: /You've (hit|reached) your (weekly )?Opus( weekly)? limit/,
    tail: RESETS,
    window: 'seven_day_opus',
  },
  {
    class: 'usage-limit',
    start: /You've (hit|reached) your (weekly )?Sonnet( weekly)? limit/,
    tail: RESETS,
    window: 'seven_day_sonnet',
  },
  { class: 'usage-limit', start: /You've (hit|reached) your ([A-Za-z0-9'’ -]{1,60} )?limit/, tail: RESETS },
  { class: 'usage-limit', start: /(5-hour|Session) limit reached/, tail: CLAUSE, window: 'five_hour' },
  { class: 'usage-limit', start: /Weekly limit reached/, tail: CLAUSE, window: 'seven_day' },
  { class: 'usage-limit', start: /(Claude )?([A-Z][a-z]+ )?usage limit reached/, tail: CLAUSE },
  { class: 'usage-limit', start: /You're out of (extra usage|usage credits)/, tail: CLAUSE },
  { class: 'usage-limit', start: /Your org is out of usage/, tail: CLAUSE },
  {
    class: 'transient-limit',
    start: /(API Error: )?Server is temporarily limiting requests \(not your usage limit\)/,
    tail: ONE_LINE,
  },
  { class: 'transient-limit', start: /(API Error: )?Request rejected \(429\)/, tail: ONE_LINE },
  { class: 'overloaded', start: /API Error: (Repeated )?529\b/, tail: SERVER_SIDE },
  { class: 'overloaded', start: /(Opus|Fable) is experiencing high load/, tail: ONE_LINE },
  { class: 'server-error', start: /API Error: 5\d\d\b/, tail: SERVER_SIDE },
  { class: 'malformed', start: /API Error: API returned an empty or malformed response/, tail: ONE_LINE },
  {
    class: 'network',
    start: /(API Error: )?Unable to connect to (the )?API\b/,
    tail: /( \([A-Za-z_]{1,60}\)|[.:] [^\n]{1,1000})?/,
  },
  { class: 'network', start: /(API Error: )?Connection error\./ },
  { class: 'network', start: /(API Error: )?Request timed out/, tail: /\.?( [^\n]{1,400})?/ },
  {
    class: 'network',
    start:
      /API Error: (Connection refused|Connection closed|Can't reach the API server|No internet route|Couldn't connect through your proxy)/,
    tail: ONE_LINE,
  },
  // Newer versions word each cause apart, but always name the code of the socket.
  {
    class: 'network',
    start: /API Error: [^\n(]{1,200} \((E[A-Z]{3,20}|Connection[A-Z][A-Za-z]{1,30}|FailedToOpenSocket|(UND_)?ERR_[A-Z_]{1,40})\)/,
    tail: ONE_LINE,
  },
  { class: 'prompt-too-long', start: /(API Error: )?Prompt is too long/, tail: CLAUSE },
  { class: 'prompt-too-long', start: /Request too large \(max \d+ ?MB\)\./, tail: ONE_LINE },
  { class: 'prompt-too-long', start: /Error: piped stdin input exceeds \d+ ?MB\./, tail: ONE_LINE },
  { class: 'credit', start: /Credit balance is too low/, tail: CLAUSE },
  { class: 'model-not-found', start: /There's an issue with the selected model \([^\n)]{0,200}\)\./, tail: ONE_LINE },
  { class: 'model-not-found', start: /The model \S{1,200} is not available on your \S{1,60} deployment\./, tail: ONE_LINE },
  {
    class: 'refused',
    start: /API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy/,
    tail: /[^\n]*(\n\nRequest ID: \S+)?/,
  },
  { class: 'refused', start: /API Error: [^\n]{1,80}'s safeguards flagged this message/, tail: /[^\n]*(\n\nRequest ID: \S+)?/ },
  { class: 'max-tokens', start: /API Error: Claude's response exceeded the \d+ output token maximum/, tail: ONE_LINE },
  { class: 'max-tokens', start: /API Error: The model has reached its context window limit\./ },
  { class: 'max-turns', start: /Error: Reached max turns \(\d+\)/ },
  { class: 'budget', start: /Error: Exceeded USD budget \([\d.e-]+\)/ },
  { class: 'cancelled', start: /Execution error/, isWithExitZero: true },
  { class: 'invalid-use', start: /No conversation found (with session ID:|to continue)/, tail: ONE_LINE },
  { class: 'invalid-use', start: /Error: Session ID \S{1,80} is already in use/, tail: ONE_LINE },
  { class: 'invalid-use', start: /Error: (Input must be provided|When using --print|Invalid session ID)/, tail: ONE_LINE },
  {
    class: 'invalid-use',
    start: /error: (unknown option|option|unknown command|missing required|too many arguments)\b/,
    tail: ONE_LINE,
  },
]

/** What a sentence of the CLI says. */
export interface SentenceMeaning {
  readonly class: OutcomeClass
  readonly window: string | null
  readonly isWithExitZero: boolean
}

/**
 * Meaning of the sentence that `text` begins with, or null.
 * Only for a text that is known to come from the CLI (a failed run): an answer may begin with the same words.
 */
export function sentenceAtStart(text: string): SentenceMeaning | null {
  return meaningOf(SENTENCES.find((each) => anchored(each.start).test(text)))
}

/** Meaning of the sentence that `text` consists of, apart from space around it, or null. */
export function sentenceExactly(text: string): SentenceMeaning | null {
  const trimmed = text.trim()
  return meaningOf(SENTENCES.find((each) => anchored(each.start, each.tail ?? /\.?/).test(trimmed)))
}

/** The HTTP status in an error that the CLI words itself: "API Error: 500 ..."; null when there is none. */
export function statusInSentence(text: string): number | null {
  const match = /^(?:Failed to authenticate\. |Please run \/login · )?API Error:? \(?([45]\d\d)\b/.exec(text)
  return match?.[1] === undefined ? null : Number(match[1])
}

/** Epoch seconds in the one limit sentence that carries them, written by old CLIs; null for every other text. */
export function resetInSentence(text: string): number | null {
  const match = /^Claude AI usage limit reached\|(\d{10})\s*$/.exec(text)
  return match?.[1] === undefined ? null : Number(match[1])
}

function meaningOf(sentence: CliSentence | undefined): SentenceMeaning | null {
  if (sentence === undefined) return null
  return { class: sentence.class, window: sentence.window ?? null, isWithExitZero: sentence.isWithExitZero ?? false }
}

const compiled = new Map<string, RegExp>()

function anchored(start: RegExp, tail?: RegExp): RegExp {
  const source = tail === undefined ? `^(?:${start.source})` : `^(?:${start.source})(?:${tail.source})$`
  const known = compiled.get(source)
  if (known !== undefined) return known
  const made = new RegExp(source)
  compiled.set(source, made)
  return made
}
