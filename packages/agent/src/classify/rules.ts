import type { OutcomeClass, RetryAdvice } from './classification.ts'
import type { Evidence } from './evidence.ts'

/** What may be done about each class. */
export const RETRY_ADVICE: Readonly<Record<OutcomeClass, RetryAdvice>> = {
  'success': 'never',
  'login-expired': 'park-until-login',
  'not-logged-in': 'park-until-login',
  'usage-limit': 'park-until-reset',
  'transient-limit': 'back-off',
  'overloaded': 'back-off',
  'server-error': 'back-off',
  'network': 'back-off',
  'prompt-too-long': 'never',
  'model-not-found': 'never',
  'credit': 'never',
  'refused': 'never',
  'max-tokens': 'never',
  'max-turns': 'never',
  'budget': 'never',
  'invalid-use': 'never',
  'cancelled': 'never',
  'killed': 'back-off',
  'stalled': 'back-off',
  'malformed': 'back-off',
}

/** One way to tell how a run ended. */
export interface Rule {
  readonly class: OutcomeClass
  readonly when: (evidence: Evidence) => boolean
  /** The fields that decide it, in words. */
  readonly reason: string
}

const AUTH_ERRORS: ReadonlySet<string> = new Set([
  'authentication_failed',
  'oauth_org_not_allowed',
  'account_on_hold',
  'verification_required',
])
const isAuth = ({ status, error }: Evidence): boolean => status === 401 || status === 403 || AUTH_ERRORS.has(error ?? '')
const isRateLimited = ({ status, error }: Evidence): boolean => status === 429 || (status === null && error === 'rate_limit')
const says = ({ sentence }: Evidence, meant: OutcomeClass): boolean => sentence?.class === meant
/** A status that leaves the cause open: the CLI's own sentence may settle it. */
const isVague = ({ status }: Evidence): boolean => status === null || status === 400
const subtype = ({ facts }: Evidence): string | null => facts.result?.subtype ?? null
const stopReason = ({ facts }: Evidence): string | null => facts.result?.stopReason ?? null
const terminalReason = ({ facts }: Evidence): string | null => facts.result?.terminalReason ?? null
const isBroken = (evidence: Evidence): boolean => !evidence.isComplete || evidence.isAborted
const endedBy = ({ end }: Evidence): string | null => end.endedBy ?? null
const isStuckOnLogin = ({ facts }: Evidence): boolean => AUTH_ERRORS.has(facts.pendingRetry?.error ?? '')

/** A stack trace or a runtime's last words: the program broke, it did not refuse the invocation. */
const CRASH = /\n\s+at |^panic|^Segmentation fault|^Illegal instruction|out of memory|ENOSPC|ENOMEM|EMFILE/i

/** Read from the top; the first rule that holds decides. The last one always holds. */
export const RULES: readonly Rule[] = [
  // Ends without a result of their own: why CCSP ended them says more than what they had time to print.
  {
    class: 'cancelled',
    when: (e) => (e.isAborted || e.facts.result === null) && endedBy(e) === 'cancel',
    reason: 'the run was cancelled',
  },
  {
    class: 'login-expired',
    when: (e) => isBroken(e) && (endedBy(e) === 'timeout' || endedBy(e) === 'stall') && isStuckOnLogin(e),
    reason: 'ended while api_retry repeated authentication_failed',
  },
  { class: 'stalled', when: (e) => isBroken(e) && endedBy(e) === 'stall', reason: 'no output within the stall limit' },
  { class: 'killed', when: (e) => isBroken(e) && endedBy(e) === 'timeout', reason: 'the time limit of the run passed' },
  { class: 'killed', when: (e) => isBroken(e) && endedBy(e) === 'output-cap', reason: 'the output was larger than allowed' },
  { class: 'cancelled', when: (e) => e.isAborted, reason: 'terminal_reason says interrupted' },
  { class: 'killed', when: (e) => !e.isComplete && e.isEndUnnatural, reason: 'no result, and the process did not end by itself' },
  { class: 'malformed', when: (e) => !e.isComplete && e.facts.isResultSkipped, reason: 'the result line is longer than the cap' },
  { class: 'malformed', when: (e) => !e.isComplete, reason: 'the process ended by itself without a result' },

  { class: 'success', when: (e) => !e.isFailed && e.isPlain, reason: 'text output, and nothing says that it failed' },
  { class: 'success', when: (e) => !e.isFailed, reason: 'is_error is false' },

  // Ends that a limit of CCSP's own brought about.
  {
    class: 'max-turns',
    when: (e) => subtype(e) === 'error_max_turns' || terminalReason(e) === 'max_turns' || says(e, 'max-turns'),
    reason: 'the limit of turns was reached',
  },
  {
    class: 'budget',
    when: (e) => subtype(e) === 'error_max_budget_usd' || terminalReason(e) === 'budget_exhausted' || says(e, 'budget'),
    reason: 'the limit of money was reached',
  },

  // What the model or the API said in a field.
  { class: 'refused', when: (e) => stopReason(e) === 'refusal', reason: 'stop_reason is refusal' },
  { class: 'max-tokens', when: (e) => e.error === 'max_output_tokens', reason: 'the assistant error is max_output_tokens' },
  { class: 'max-tokens', when: (e) => stopReason(e) === 'max_tokens', reason: 'stop_reason is max_tokens' },
  {
    class: 'prompt-too-long',
    when: (e) => terminalReason(e) === 'prompt_too_long',
    reason: 'terminal_reason is prompt_too_long',
  },
  { class: 'prompt-too-long', when: (e) => terminalReason(e) === 'blocking_limit', reason: 'terminal_reason is blocking_limit' },
  { class: 'prompt-too-long', when: (e) => e.status === 413, reason: 'the API answered 413' },
  { class: 'credit', when: (e) => e.status === 402 || e.error === 'billing_error', reason: 'the API asks for payment' },
  { class: 'not-logged-in', when: (e) => isAuth(e) && says(e, 'not-logged-in'), reason: 'there is no login' },
  { class: 'login-expired', when: isAuth, reason: 'the API refused the login' },
  {
    class: 'usage-limit',
    when: (e) => isRateLimited(e) && e.facts.rejection?.resetsAt != null,
    reason: 'rate_limit_event rejected, with a reset',
  },
  {
    class: 'usage-limit',
    when: (e) => isRateLimited(e) && says(e, 'usage-limit'),
    reason: 'refused for the rate, and the CLI names a usage limit',
  },
  { class: 'transient-limit', when: isRateLimited, reason: 'refused for the rate, with no usage limit named' },
  {
    class: 'model-not-found',
    when: (e) => e.status === 404 || e.error === 'model_not_found',
    reason: 'the API does not know the model',
  },
  { class: 'overloaded', when: (e) => e.status === 529 || e.error === 'overloaded', reason: 'the API is overloaded' },
  { class: 'server-error', when: (e) => (e.status ?? 0) >= 500, reason: 'the API answered with a server error' },
  { class: 'network', when: (e) => e.status === 408, reason: 'the API answered 408' },

  // No field says more: the CLI's own sentence does.
  ...sentenceRules(),
  { class: 'network', when: (e) => e.facts.pendingRetry !== null && e.status === null, reason: 'retried without an HTTP answer' },
  { class: 'invalid-use', when: (e) => (e.status ?? 0) >= 400, reason: 'the API refused the request' },
  { class: 'invalid-use', when: (e) => e.error === 'invalid_request', reason: 'the assistant error is invalid_request' },
  { class: 'invalid-use', when: (e) => terminalReason(e) === 'image_error', reason: 'terminal_reason is image_error' },
  { class: 'server-error', when: (e) => e.error === 'server_error', reason: 'the assistant error is server_error' },
  {
    class: 'invalid-use',
    when: (e) => e.isPlain && e.facts.plainText.trim() === '' && !CRASH.test(e.text),
    reason: 'the CLI complained on stderr and did nothing',
  },
  { class: 'malformed', when: () => true, reason: 'failed, and no field says why' },
]

function sentenceRules(): Rule[] {
  const told: readonly OutcomeClass[] = [
    'not-logged-in',
    'login-expired',
    'usage-limit',
    'transient-limit',
    'overloaded',
    'server-error',
    'network',
    'prompt-too-long',
    'model-not-found',
    'credit',
    'refused',
    'max-tokens',
    'cancelled',
    'invalid-use',
    'malformed',
  ]
  return told.map((each) => ({ class: each, when: (e) => isVague(e) && says(e, each), reason: 'the words of the CLI' }))
}
