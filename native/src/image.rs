//! The state image and the tapes of one call: where everything is, and who belongs to whom.

use std::cell::Cell;

use crate::records::*;
use crate::table::Table;
use crate::tape::{Outcome, Tape};

/// The state image and the tapes of one call, as the specification calls them.
pub struct Desk<'m> {
    pub control: &'m Control,
    pub instrument: Table<'m, Instrument>,
    pub tick: Table<'m, Tick>,
    pub scope: Table<'m, Scope>,
    pub changed: Table<'m, Changed>,
    pub ledger: Table<'m, Ledger>,
    pub position: Table<'m, Position>,
    pub exposure: Table<'m, Exposure>,
    pub concentrate: Table<'m, Concentrate>,
    pub order: Table<'m, Order>,
    pub timer: Table<'m, Timer>,
    pub report: Table<'m, Report>,
    pub client_id: Table<'m, ClientId>,
    pub execution: Table<'m, Execution>,
    pub session: Table<'m, Session>,
    pub instant: Table<'m, Instant>,
    pub covariance: Table<'m, Covariance>,
    pub group: Table<'m, Group>,
    pub order_bucket: Table<'m, OrderBucket>,
    pub amend: Table<'m, Amend>,
    pub currency: Table<'m, Currency>,
    pub rate: Table<'m, Rate>,
    pub pending: Table<'m, Pending>,
    pub increase: Table<'m, Increase>,
    pub violation: Table<'m, Violation>,
    pub weight: Table<'m, Weight>,
    pub outcome: Outcome<'m>,
    /// Counts as values, to be compared and multiplied with.
    pub instruments: i32,
    pub portfolios: i32,
    pub scopes: i32,
    /// Position in its frame of the row being stepped.
    pub row: Cell<u32>,
    /// Instrument of the LAST row being stepped, where it heads the instant's list without standing in it; −1 = none.
    pub current: Cell<i32>,
    /// Intents of this instant.
    pub pending_count: Cell<i32>,
    /// Violated checks of the intent at hand.
    pub violation_count: Cell<i32>,
}

/// A position and whose it is.
#[derive(Clone, Copy)]
pub struct Place {
    pub index: i32,
    pub portfolio: i32,
    pub instrument: i32,
}

impl<'m> Desk<'m> {
    /// # Safety
    /// `memory` must hold a call block at 0 and, where it says, a state image and tapes of this layout; nothing else may
    /// write to them while the desk lives.
    pub unsafe fn new(memory: *mut u8, call: &Call) -> Self {
        // SAFETY: the caller's promise: the control record says where the tables are.
        unsafe {
            let control = &*memory.add(call.image.get() as usize).cast::<Control>();
            Self {
                control,
                instrument: Table::new(memory, control.instrument_at.get()),
                tick: Table::new(memory, control.tick_at.get()),
                scope: Table::new(memory, control.scope_at.get()),
                changed: Table::new(memory, control.changed_at.get()),
                ledger: Table::new(memory, control.ledger_at.get()),
                position: Table::new(memory, control.position_at.get()),
                exposure: Table::new(memory, control.exposure_at.get()),
                concentrate: Table::new(memory, control.concentrate_at.get()),
                order: Table::new(memory, control.order_at.get()),
                timer: Table::new(memory, control.timer_at.get()),
                report: Table::new(memory, control.report_at.get()),
                client_id: Table::new(memory, control.client_id_at.get()),
                execution: Table::new(memory, control.execution_at.get()),
                session: Table::new(memory, control.session_at.get()),
                instant: Table::new(memory, control.instant_at.get()),
                covariance: Table::new(memory, control.covariance_at.get()),
                group: Table::new(memory, control.group_at.get()),
                order_bucket: Table::new(memory, control.order_bucket_at.get()),
                amend: Table::new(memory, control.amend_at.get()),
                currency: Table::new(memory, control.currency_at.get()),
                rate: Table::new(memory, control.rates_at.get()),
                pending: Table::new(memory, control.pending_at.get()),
                increase: Table::new(memory, control.increase_at.get()),
                violation: Table::new(memory, control.violation_at.get()),
                weight: Table::new(memory, control.weight_at.get()),
                outcome: Outcome::new(Tape::new(memory, call.outcome.get())),
                instruments: control.instruments.get(),
                portfolios: control.portfolios.get(),
                scopes: control.scopes.get(),
                row: Cell::new(0),
                current: Cell::new(-1),
                pending_count: Cell::new(0),
                violation_count: Cell::new(0),
            }
        }
    }

    #[inline(always)]
    pub fn position_at(&self, portfolio: i32, instrument: i32) -> i32 {
        portfolio * self.instruments + instrument
    }

    #[inline(always)]
    pub fn place(&self, index: i32) -> Place {
        let portfolio = self.position[index].portfolio.get();
        Place { index, portfolio, instrument: index - portfolio * self.instruments }
    }

    #[inline(always)]
    pub fn place_of(&self, portfolio: i32, instrument: i32) -> Place {
        Place { index: self.position_at(portfolio, instrument), portfolio, instrument }
    }

    pub fn ledger_at(&self, portfolio: i32, currency: i32) -> i32 {
        portfolio * self.control.currencies.get() + currency
    }

    /// Index of a portfolio's ledger in its own currency.
    pub fn home_ledger(&self, portfolio: i32) -> i32 {
        self.ledger_at(portfolio, self.scope[portfolio].currency.get())
    }

    /// A portfolio, its group of portfolios, and so on.
    #[inline(always)]
    pub fn chain(&self, portfolio: i32) -> Chain<'_, 'm> {
        Chain { desk: self, at: portfolio }
    }

    /// The sector and free groups of an instrument, as (group, its cell in a scope).
    #[inline(always)]
    pub fn cells(&self, scope: i32, instrument: i32) -> impl Iterator<Item = (i32, &Exposure)> {
        let of = &self.instrument[instrument];
        let groups = self.control.groups.get();
        [&of.group0, &of.group1, &of.group2, &of.group3, &of.group4, &of.group5, &of.group6, &of.group7]
            .into_iter()
            .map(Cell::get)
            .take_while(|&group| group >= 0)
            .map(move |group| (group, &self.exposure[scope * groups + group]))
    }

    /// The summed position of a portfolio group, where the scope is one.
    #[inline(always)]
    pub fn concentrate_of(&self, scope: i32, instrument: i32) -> Option<&Concentrate> {
        let at = scope - self.portfolios;
        (at >= 0).then(|| &self.concentrate[at * self.instruments + instrument])
    }
}

/// Scopes from a portfolio upwards.
pub struct Chain<'d, 'm> {
    desk: &'d Desk<'m>,
    at: i32,
}

impl<'d> Iterator for Chain<'d, '_> {
    type Item = (i32, &'d Scope);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        if at < 0 {
            return None;
        }
        let scope = &self.desk.scope[at];
        self.at = scope.parent.get();
        Some((at, scope))
    }
}
