//! Exit rules, and the standing state of a flatten.

use crate::context::CAUSE_STATE;
use crate::image::{Desk, Place};
use crate::intents::{PENDING_EXIT, PENDING_FLATTEN};
use crate::market::MARKET;
use crate::money::{NONE, PPM};
use crate::reasons;

impl Desk<'_> {
    /// Exit rules of one position, at a LAST row of its instrument: stop, target, trailing stop, longest holding.
    #[inline(always)]
    pub fn exit_rules(&self, place: Place) {
        let position = &self.position[place.index];
        let lots = position.lots.get();
        if lots == 0 {
            return;
        }
        let mark = self.instrument[place.instrument].mark.get();
        let before = position.peak.get();
        let peak = match before {
            0 => mark,
            _ if lots > 0 => before.max(mark),
            _ => before.min(mark),
        };
        if peak != before {
            position.peak.set(peak);
        }
        let reason = self.fired_rule(place, mark, peak);
        if reason != 0 {
            self.exit(place, reason);
        }
    }

    #[cold]
    fn exit(&self, place: Place, reason: i32) {
        let position = &self.position[place.index];
        position.target_ppm.set(0);
        self.request(place, PENDING_EXIT, reason);
        let cool = self.scope[place.portfolio].cool_down_nanos.get();
        if cool != NONE && position.pending.get() == PENDING_EXIT {
            position.cooled_at.set(self.control.now.get() + cool);
        }
    }

    #[inline(always)]
    fn fired_rule(&self, place: Place, mark: i64, peak: i64) -> i32 {
        let position = &self.position[place.index];
        let scope = &self.scope[place.portfolio];
        let lots = position.lots.get();
        let (stop, target) = (scope.stop_ppm.get(), scope.target_ppm.get());
        if stop != NONE || target != NONE {
            let cost = position.cost.get();
            let profit = (self.signed_value(place.instrument, lots) - cost) as i128 * PPM as i128;
            let basis = cost.unsigned_abs() as i128;
            if stop != NONE && profit <= -(stop as i128) * basis {
                return reasons::EXIT_STOP;
            }
            if target != NONE && profit >= target as i128 * basis {
                return reasons::EXIT_TARGET;
            }
        }
        let trailing = scope.trailing_ppm.get();
        let fallen = if lots > 0 { peak - mark } else { mark - peak };
        if trailing != NONE && fallen > 0 && fallen as i128 * PPM as i128 >= trailing as i128 * peak as i128 {
            return reasons::EXIT_TRAILING;
        }
        let longest = scope.max_hold_nanos.get();
        if longest != NONE && self.control.now.get() - position.opened_at.get() >= longest {
            return reasons::EXIT_MAX_HOLDING;
        }
        0
    }

    /// Flattens that stand, portfolio by portfolio.
    pub fn flatten_standing(&self) {
        self.control.flattening.set(0);
        for portfolio in 0..self.portfolios {
            let standing = &self.scope[portfolio].flatten;
            if standing.get() != 0 {
                self.flatten(portfolio);
                if standing.get() != 0 {
                    self.control.flattening.set(1);
                }
            }
        }
    }

    /// A standing flatten: cancel what increases, then close every position; it ends when nothing is left.
    fn flatten(&self, portfolio: i32) {
        let scope = &self.scope[portfolio];
        self.cancel_all(portfolio, true);
        let mut left = scope.open_orders.get() > 0;
        for instrument in 0..self.instruments {
            let place = self.place_of(portfolio, instrument);
            let position = &self.position[place.index];
            if position.has_target.get() == 1 {
                position.target_ppm.set(0);
            }
            if position.lots.get() == 0 {
                continue;
            }
            left = true;
            if self.instrument[instrument].touched.get() == MARKET || self.current.get() == instrument {
                self.request(place, PENDING_FLATTEN, reasons::FLATTEN);
            }
        }
        if !left {
            scope.flatten.set(0);
            self.equity_row(portfolio, CAUSE_STATE);
        }
    }
}
