//! What is watched at every LAST row without an order being made: losses that trip a trading state, and limits that a
//! price has moved through. An alert stands until its cause is gone by a fiftieth, so that it is raised once.

use std::cell::Cell;

use crate::context::{CAUSE_STATE, Detail, ERROR, INFO, NO_INSTRUMENT, WARNING};
use crate::image::{Desk, Place};
use crate::intents::{PENDING_NONE, PENDING_TRIM};
use crate::money::{NONE, PPM, above_share, product_below, share};
use crate::reasons;

pub const ACTIVE: i32 = 0;
pub const REDUCING: i32 = 1;
pub const HALTED: i32 = 2;
const TRIM: i32 = 1;
const TO_REDUCING: i32 = 2;
const CLEARED_BELOW_PPM: i64 = 980_000;

/// A value that a price may move over its limit.
#[derive(Clone, Copy)]
struct Watch {
    check: i32,
    value: i64,
    policy: i32,
}

impl Desk<'_> {
    /// Changes a trading state and does what it asks: `reducing` cancels increasing orders, `halted` all.
    pub fn set_state(&self, at: i32, state: i32, reason: i32, value: i64, limit: i64) {
        let scope = &self.scope[at];
        if scope.state.get() == state {
            return;
        }
        scope.state.set(state);
        scope.state_reason.set(reason);
        self.note_change(at);
        self.refresh_loss_floor(at);
        let severity = if state == ACTIVE { INFO } else { ERROR };
        self.alert(reason, severity, at, NO_INSTRUMENT, Detail { value, limit, ..Default::default() });
        for portfolio in self.members(at) {
            match state {
                HALTED => self.cancel_all(portfolio, false),
                REDUCING => self.cancel_all(portfolio, true),
                _ => {}
            }
            self.equity_row(portfolio, CAUSE_STATE);
        }
    }

    /// A portfolio itself, or the portfolios of a group.
    pub fn members(&self, at: i32) -> impl Iterator<Item = i32> {
        let (from, to) = if at < self.portfolios { (at, at + 1) } else { (0, self.portfolios) };
        (from..to).filter(move |&portfolio| portfolio == at || self.scope[portfolio].parent.get() == at)
    }

    /// The loss rules of a portfolio or group that are not yet tripped, the gravest first: (limit, base, state, reason).
    fn loss_rules(&self, at: i32) -> impl Iterator<Item = (i64, i64, i32, i32)> {
        let scope = &self.scope[at];
        let state = scope.state.get();
        let (day, high, paid) = (scope.day_start.get(), scope.high_water.get(), scope.paid_in.get());
        let part = |ppm: i64, base: i64| if ppm == NONE { NONE } else { share(base, ppm) };
        [
            (part(scope.day_halted_ppm.get(), day), day, HALTED, reasons::DAILY_LOSS),
            (part(scope.drawdown_halted_ppm.get(), high), high, HALTED, reasons::DRAWDOWN),
            (scope.loss_halted.get(), paid, HALTED, reasons::LOSS_BUDGET),
            (part(scope.day_reducing_ppm.get(), day), day, REDUCING, reasons::DAILY_LOSS),
            (part(scope.drawdown_reducing_ppm.get(), high), high, REDUCING, reasons::DRAWDOWN),
            (scope.loss_reducing.get(), paid, REDUCING, reasons::LOSS_BUDGET),
        ]
        .into_iter()
        .filter(move |&(limit, _, trips, _)| limit != NONE && state < trips)
    }

    /// Equity below which some loss rule trips, kept so that a quote costs one comparison.
    pub fn refresh_loss_floor(&self, at: i32) {
        let mut floor = i64::MIN;
        for (limit, base, ..) in self.loss_rules(at) {
            floor = floor.max(base - limit + 1);
        }
        self.scope[at].loss_floor.set(floor);
    }

    /// Losses: updates the high water and trips trading states.
    pub fn watch_losses(&self, at: i32) {
        let scope = &self.scope[at];
        let equity = scope.equity.get();
        if equity > scope.high_water.get() {
            scope.high_water.set(equity);
            if scope.loss_floor.get() != i64::MIN {
                self.refresh_loss_floor(at);
            }
        }
        if equity < scope.loss_floor.get() {
            self.trip(at, equity);
        }
    }

    #[cold]
    fn trip(&self, at: i32, equity: i64) {
        for (limit, base, state, reason) in self.loss_rules(at) {
            let value = base - equity;
            if value >= limit && self.scope[at].state.get() < state {
                self.set_state(at, state, reason, value, limit);
            }
        }
    }

    /// Limits of a whole portfolio or group of portfolios, by positions (open orders do not breach passively).
    #[inline(always)]
    pub fn watch_totals(&self, at: i32) {
        let scope = &self.scope[at];
        // Nothing is liquidated, but only reductions leave until someone resumes.
        let (margin, equity) = (scope.maintenance_margin.get(), scope.equity.get());
        if margin > 0 && margin > equity && scope.state.get() == ACTIVE {
            self.set_state(at, REDUCING, reasons::MAINTENANCE_MARGIN, margin, equity);
        }
        let gross = Watch { check: reasons::GROSS_MAX, value: scope.gross.get(), policy: scope.passive_gross.get() };
        self.breach(at, NO_INSTRUMENT, &scope.alerts, gross, scope.gross_max.get());
        let net = Watch { check: reasons::NET_MAX, value: scope.net.get().abs(), policy: scope.passive_net.get() };
        self.breach(at, NO_INSTRUMENT, &scope.alerts, net, scope.net_max.get());
        let levered = Watch { check: reasons::LEVERAGE_MAX, policy: scope.passive_leverage.get(), ..gross };
        self.share_breach(at, NO_INSTRUMENT, &scope.alerts, levered, scope.leverage_ppm.get(), -1);
    }

    /// Raises the alert of a limit, or clears it. True where there is a limit and it is breached.
    #[inline(always)]
    fn breach(&self, at: i32, instrument: u32, alerts: &Cell<i64>, watch: Watch, limit: i64) -> bool {
        if limit == NONE || (watch.value <= limit && alerts.get() == 0) {
            return false;
        }
        self.alert_or_clear(at, instrument, alerts, watch, limit, -1)
    }

    /// The same for a limit that is a share of the scope's equity. Without a division, for what is so on nearly every
    /// row: below the limit, and nothing to clear.
    #[inline(always)]
    fn share_breach(&self, at: i32, instrument: u32, alerts: &Cell<i64>, watch: Watch, ppm: i64, subject: i32) -> bool {
        let equity = self.scope[at].equity.get();
        if ppm == NONE || (alerts.get() == 0 && !above_share(watch.value, equity, ppm)) {
            return false;
        }
        self.alert_or_clear(at, instrument, alerts, watch, share(equity, ppm), subject)
    }

    #[cold]
    fn alert_or_clear(
        &self,
        at: i32,
        instrument: u32,
        alerts: &Cell<i64>,
        watch: Watch,
        limit: i64,
        subject: i32,
    ) -> bool {
        let Watch { check, value, policy } = watch;
        let bit = 1i64 << check;
        let standing = alerts.get() & bit != 0;
        let detail = Detail { value, limit, subject, policy, cleared: value <= limit };
        if value > limit {
            if !standing {
                alerts.set(alerts.get() | bit);
                self.alert(check, WARNING, at, instrument, detail);
                if policy == TO_REDUCING && self.scope[at].state.get() == ACTIVE {
                    self.set_state(at, REDUCING, check, value, limit);
                }
            }
        } else if standing && product_below(value, PPM, limit, CLEARED_BELOW_PPM) {
            alerts.set(alerts.get() & !bit);
            self.alert(check, INFO, at, instrument, detail);
        }
        value > limit
    }

    /// Limits of one position and of its groups; a policy of `trim` makes an intent.
    #[inline(always)]
    pub fn watch_position(&self, place: Place) {
        let position = &self.position[place.index];
        let scope = &self.scope[place.portfolio];
        let instrument = &self.instrument[place.instrument];
        let (at, one) = (place.portfolio, place.instrument as u32);
        let lots = position.lots.get().abs();
        let policy = scope.passive_concentration.get();
        let value = self.worth(place.portfolio, place.instrument, lots);
        let watch = Watch { check: reasons::CONCENTRATION_MAX, value, policy };
        let ppm = scope.concentration_ppm.get();
        if self.share_breach(at, one, &position.alerts, watch, ppm, -1) && policy == TRIM {
            self.trim(place, self.lots_worth(at, place.instrument, share(scope.equity.get(), ppm)));
        }
        let policy = scope.passive_position.get();
        let watch = Watch { check: reasons::POSITION_MAX, value: lots, policy };
        let most = position.lots_max.get();
        if self.breach(at, one, &position.alerts, watch, most) && policy == TRIM {
            self.trim(place, most);
        }
        if instrument.group0.get() >= 0 {
            self.watch_groups(place);
        }
    }

    #[inline(always)]
    fn watch_groups(&self, place: Place) {
        for (at, scope) in self.chain(place.portfolio) {
            for (group, cell) in self.cells(at, place.instrument) {
                let check = self.group[group].check.get();
                let watch = Watch { check, value: cell.gross.get(), policy: scope.passive_groups.get() };
                self.share_breach(at, place.instrument as u32, &cell.alerts, watch, cell.limit_ppm.get(), group);
            }
        }
    }

    /// Asks for a position to be cut to `keep` lots.
    fn trim(&self, place: Place, keep: i64) {
        let position = &self.position[place.index];
        if position.pending.get() == PENDING_NONE {
            let step = self.instrument[place.instrument].lot_step.get();
            position.trim_to.set(keep - keep % step);
            self.request(place, PENDING_TRIM, reasons::PASSIVE_TRIM);
        }
    }

    /// Queues an intent for this instant unless one stands or the closing orders already cover it.
    pub fn request(&self, place: Place, cause: i32, reason: i32) {
        let position = &self.position[place.index];
        if position.pending.get() != PENDING_NONE {
            return;
        }
        let keep = if cause == PENDING_TRIM { position.trim_to.get() } else { 0 };
        if position.lots.get().abs() - position.closing_lots() > keep {
            position.pending.set(cause);
            position.pending_reason.set(reason);
            self.push_pending(place.index);
        }
    }
}
