/** An answer that is no message. */
export interface StandInFailure {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

const CLAIM = 'anthropic-ratelimit-unified-representative-claim'

/** The unified rate-limit headers of the Messages API for one usage window. `resetsAt` is in epoch seconds. */
export function limitHeaders(
  window: string,
  status: 'allowed' | 'allowed_warning' | 'rejected',
  resetsAt: number,
): Record<string, string> {
  const short = window.startsWith('five') ? '5h' : '7d'
  const isClosed = status === 'rejected'
  return {
    'anthropic-ratelimit-unified-status': status,
    'anthropic-ratelimit-unified-reset': String(resetsAt),
    [CLAIM]: window,
    [`anthropic-ratelimit-unified-${short}-status`]: status,
    [`anthropic-ratelimit-unified-${short}-reset`]: String(resetsAt),
    [`anthropic-ratelimit-unified-${short}-utilization`]: isClosed ? '1.0' : status === 'allowed_warning' ? '0.92' : '0.25',
    ...(status === 'allowed_warning' ? { [`anthropic-ratelimit-unified-${short}-surpassed-threshold`]: '0.9' } : {}),
    ...(isClosed
      ? {
          'anthropic-ratelimit-unified-overage-status': 'rejected',
          'anthropic-ratelimit-unified-overage-disabled-reason': 'org_level_disabled',
        }
      : {}),
  }
}

const failure = (
  status: number,
  [type, message]: readonly [string, string],
  headers: Record<string, string> = {},
): StandInFailure => ({
  status,
  headers,
  body: JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_stand_in' }),
})

const LIMITED = "This request would exceed your account's rate limit. Please try again later."
const limited = (window: string) => (resetsAt: number) =>
  failure(429, ['rate_limit_error', LIMITED], { ...limitHeaders(window, 'rejected', resetsAt), 'x-should-retry': 'false' })
const page = (status: number): StandInFailure => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
})

/** Every failing mode, with the answer it gives to each request. */
export const FAILURES = {
  '401': () => failure(401, ['authentication_error', 'invalid x-api-key']),
  '401-oauth': () =>
    failure(401, ['authentication_error', 'OAuth token has expired. Please obtain a new token or refresh your existing token.']),
  '403': () => failure(403, ['permission_error', 'Your account does not have permission to use this resource.']),
  '403-revoked': () => failure(403, ['permission_error', 'OAuth token has been revoked. Please obtain a new token.']),
  '403-org': () => failure(403, ['permission_error', 'This organization has been disabled.']),
  '429': () => failure(429, ['rate_limit_error', LIMITED]),
  '429-short': () => failure(429, ['rate_limit_error', LIMITED], { 'retry-after': '3' }),
  '429-long': () => failure(429, ['rate_limit_error', LIMITED], { 'retry-after': '600' }),
  '429-five-hour': limited('five_hour'),
  '429-seven-day': limited('seven_day'),
  '429-seven-day-opus': limited('seven_day_opus'),
  '400-credit': () => failure(400, ['invalid_request_error', 'Your credit balance is too low to access the Anthropic API.']),
  '400-too-long': () => failure(400, ['invalid_request_error', 'prompt is too long: 250000 tokens > 200000 maximum']),
  '404-model': () => failure(404, ['not_found_error', 'model: no-such-model']),
  '500': () => failure(500, ['api_error', 'Internal server error']),
  '502-html': () => page(502),
  '529': () => failure(529, ['overloaded_error', 'Overloaded']),
  'html-200': () => page(200),
} as const satisfies Record<string, (resetsAt: number) => StandInFailure>
