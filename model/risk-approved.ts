declare const approved: unique symbol

/**
 * Something that has passed the gate. The brand is a symbol nobody can name, so no literal and no other type fits where
 * a `RiskApproved<T>` is asked for; the desk's output is the one place that gives it.
 *
 * @example function send(order: RiskApproved<VenueOrder>): void // send({ … }) is a type error
 */
export type RiskApproved<T> = T & { readonly [approved]: true }
