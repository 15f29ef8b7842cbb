//! Rows that the desk writes to the outcome tape.

use crate::faults;
use crate::image::Desk;
use crate::layout::*;
use crate::tape::{Row, RowHead};

// Severities of alerts.
pub const INFO: u32 = 0;
pub const WARNING: u32 = 1;
pub const ERROR: u32 = 2;

// Causes of equity rows.
pub const CAUSE_INTERVAL: u32 = 0;
pub const CAUSE_FILL: u32 = 1;
pub const CAUSE_CASH: u32 = 2;
pub const CAUSE_STATE: u32 = 3;

/// Source of alerts that concern no portfolio, and of commands that concern all.
pub const WHOLE_DESK: i32 = 65_535;
/// Instrument of alerts that concern none.
pub const NO_INSTRUMENT: u32 = u32::MAX;

/// What an alert says beside its reason.
#[derive(Clone, Copy)]
pub struct Detail {
    pub value: i64,
    pub limit: i64,
    pub subject: i32,
    pub policy: i32,
    pub cleared: bool,
}

impl Default for Detail {
    fn default() -> Self {
        Self { value: 0, limit: 0, subject: -1, policy: 0, cleared: false }
    }
}

impl Desk<'_> {
    /// Appends an outcome row dated `control.now`.
    #[inline(always)]
    pub fn emit(&self, kind: u8, flags: u8, source: i32, instrument: u32, aux: u32) -> Row<'_> {
        let head = RowHead { kind, flags, source, instrument, aux };
        match self.outcome.append(self.row.get(), self.control.now.get(), head) {
            Some(row) => row,
            None => {
                self.fail(faults::TAPE_FULL, self.outcome.capacity() as i64);
                self.outcome.spill()
            }
        }
    }

    pub fn equity_row(&self, portfolio: i32, cause: u32) {
        let scope = &self.scope[portfolio];
        let row = self.emit(EQUITY, 0, portfolio, 0, cause);
        row.set_wide(EQUITY_EQUITY, scope.equity.get());
        row.set_wide(EQUITY_CASH, self.ledger[self.home_ledger(portfolio)].cash.get());
        row.set_wide(EQUITY_GROSS, scope.gross.get());
        row.set_wide(EQUITY_NET, scope.net.get());
        row.set_wide(EQUITY_HIGH_WATER, scope.high_water.get());
    }

    pub fn position_row(&self, portfolio: i32, instrument: i32) {
        let position = &self.position[self.position_at(portfolio, instrument)];
        let row = self.emit(POSITION, 0, portfolio, instrument as u32, 0);
        row.set_real(POSITION_LOTS, position.lots.get());
        row.set_wide(POSITION_COST, position.cost.get());
        row.set_wide(POSITION_REALISED, position.realised.get());
        row.set_wide(POSITION_VALUE, self.signed_value(instrument, position.lots.get()));
        row.set_real(POSITION_MARK, self.instrument[instrument].mark.get());
    }

    /// An alert that begins, or (cleared) ends.
    pub fn alert(&self, reason: i32, severity: u32, scope: i32, instrument: u32, detail: Detail) {
        let aux = reason as u32 | severity << 16 | (detail.policy as u32) << 24;
        let row = self.emit(ALERT, if detail.cleared { FLAG_CLEARED } else { 0 }, scope, instrument, aux);
        row.set_wide(ALERT_VALUE, detail.value);
        row.set_wide(ALERT_LIMIT, detail.limit);
        row.set_real(ALERT_SUBJECT, detail.subject as i64);
        row.set_real(ALERT_STATE, if scope < self.scopes { self.scope[scope].state.get() as i64 } else { 0 });
    }
}
