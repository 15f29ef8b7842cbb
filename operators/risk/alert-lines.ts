import { tap } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { AlertEvent } from './alerts.ts'

/** Where a line goes, without its line end. */
export type WriteLine = (line: string) => void

/**
 * Writes each alert as one line of JSON and passes it on. The desk raises a cause once until it has cleared, so nothing
 * is left to de-duplicate.
 *
 * @example outcomes.pipe(alerts(), alertLines((line) => file.write(`${line}\n`)))
 */
export function alertLines(write: WriteLine): MonoTypeOperatorFunction<AlertEvent> {
  return tap((alert) => write(JSON.stringify(alert)))
}

/** Writes each alert as a line for people and passes it on. */
export function alertText(write: WriteLine): MonoTypeOperatorFunction<AlertEvent> {
  return tap((alert) => write(describeAlert(alert)))
}

/**
 * An alert in words.
 *
 * @example '2016-01-02T14:05:00Z warning CONCENTRATION_MAX cautious BTC-USD: 25310.00, limit 25000.00 (policy: alert)'
 */
export function describeAlert(alert: AlertEvent): string {
  const { time, severity, reason, portfolio, instrument, subject, cleared, value, limit, policy, state } = alert
  const about = [portfolio, instrument, subject].filter((name) => name !== null).join(' ')
  const head = [time, severity, cleared ? `${reason} cleared` : reason, about].filter((part) => part !== '').join(' ')
  const numbers = Number(value) === 0 && Number(limit) === 0 ? '' : `: ${value}, limit ${limit}`
  const standing = state === 'active' ? '' : `, now ${state}`
  return `${head}${numbers}${standing}${severity === 'warning' && portfolio !== null && !cleared ? ` (policy: ${policy})` : ''}`
}
