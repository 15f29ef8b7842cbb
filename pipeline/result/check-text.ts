import type { Image } from '../../kernels/image.ts'
import type { CheckEvent } from '../../operators/risk/checks.ts'
import { grouped } from './grouped.ts'

/** A value of a check for people, with its unit. */
export function checkValue({ unit }: Pick<CheckEvent, 'unit'>, value: string): string {
  if (unit === 'ratio') return `${(Number(value) * 100).toFixed(1)} %`
  if (unit === 'money') return grouped(value, 2)
  if (unit === 'nanoseconds') return `${(Number(value) / 1e9).toFixed(3)} s`
  return grouped(value)
}

/**
 * What was asked and what was allowed, for people: limits that are shares of equity as per cents, such as `31.2 %` and
 * `25 %`, others in their unit; undefined for checks that have no measure.
 */
export function askedAndLimit(check: CheckEvent, image: Image): { asked: string; limit: string } | undefined {
  if (check.unit === 'none') return undefined
  const ppm = shareLimit(check, image)
  const [value, limit] = [Number(check.value), Number(check.limit)]
  if (ppm === undefined || ppm < 0n || !(limit > 0)) {
    return { asked: checkValue(check, check.value), limit: checkValue(check, check.limit) }
  }
  const percent = Number(ppm) / 1e4
  return { asked: `${((value / limit) * percent).toFixed(1)} %`, limit: `${Number(percent.toFixed(4))} %` }
}

/** The limit of a check in ppm of equity, where it is one. */
function shareLimit({ check, scope: name, subject }: CheckEvent, image: Image): bigint | undefined {
  const scope = image.names.scopes.indexOf(name)
  if (scope < 0) return undefined
  if (check === 'CONCENTRATION_MAX') return image.scope.concentrationPpm(scope)
  if (check === 'LEVERAGE_MAX') return image.scope.leveragePpm(scope)
  const group = subject === null ? -1 : image.names.groups.indexOf(subject)
  if ((check !== 'SECTOR_MAX' && check !== 'GROUP_MAX') || group < 0) return undefined
  return image.exposure.limitPpm(image.exposureAt(scope, group))
}
