//! Running sums of portfolios, portfolio groups and the instruments' groups, and the lists of holders behind them.

use crate::image::{Desk, Place};
use crate::money::{Sum, fits};
use crate::records::Position;

const INVERSE: i32 = 2;

impl Position {
    /// Largest absolute position if any subset of the open orders fills.
    #[inline(always)]
    pub fn worst_lots(&self) -> i64 {
        let lots = self.lots.get();
        (lots + self.open_buys.get()).abs().max((lots - self.open_sells.get()).abs())
    }

    /// Lots short if every open sell fills and no buy.
    #[inline(always)]
    pub fn short_lots(&self) -> i64 {
        0.max(self.open_sells.get() - self.lots.get())
    }

    #[inline(always)]
    pub fn is_working(&self) -> bool {
        self.open_buys.get() != 0 || self.open_sells.get() != 0
    }
}

/// What one position contributes to the sums.
#[derive(Clone, Copy)]
struct Contribution {
    equity: i64,
    gross: i64,
    net: i64,
    extra: i64,
    buys: i64,
    sells: i64,
    lots: i64,
    worst: i64,
    short: i64,
    initial: i64,
    maintenance: i64,
}

impl Desk<'_> {
    #[inline(always)]
    fn contribution(&self, place: Place) -> Contribution {
        let record = &self.instrument[place.instrument];
        let position = &self.position[place.index];
        let mark = record.mark.get();
        let lots = position.lots.get();
        let value = record.value_at(lots, mark);
        let worth = |lots| self.exposure_in(place.portfolio, place.instrument, record.exposure_at(lots, mark));
        let gross = worth(lots);
        let (mut extra, mut buys, mut sells, mut worst) = (0, 0, 0, lots.abs());
        if position.is_working() {
            worst = position.worst_lots();
            extra = worth(worst) - gross;
            buys = worth(position.open_buys.get());
            sells = worth(position.open_sells.get());
        }
        let (mut initial, mut maintenance) = (0, 0);
        if record.has_margin() {
            initial = record.margin_of(gross + extra, record.initial_margin_ppm.get());
            maintenance = record.margin_of(gross, record.maintenance_margin_ppm.get());
        }
        let mut equity = if record.paid_in_full() { value } else { value - position.cost.get() };
        if self.control.currencies.get() != 1 {
            equity = self.in_home(place.portfolio, record.currency.get(), equity);
        }
        Contribution {
            equity,
            gross,
            net: if lots < 0 { -gross } else { gross },
            extra,
            buys,
            sells,
            lots: lots.abs(),
            worst,
            short: position.short_lots(),
            initial,
            maintenance,
        }
    }

    /// Changes a position, its orders or its mark while `cash` comes in, and with it the sums of its portfolio, its
    /// portfolio group and its instrument's groups. Every change of what is held goes through here.
    #[inline(always)]
    pub fn change(&self, place: Place, cash: i64, change: impl FnOnce()) {
        let before = self.contribution(place);
        change();
        let after = self.contribution(place);
        let record = &self.instrument[place.instrument];
        record.short_worst.add(after.short.wrapping_sub(before.short));
        let margined = record.has_margin();
        for (at, scope) in self.chain(place.portfolio) {
            scope.equity.add(after.equity.wrapping_sub(before.equity).wrapping_add(cash));
            self.note_change(at);
            scope.gross.add(after.gross.wrapping_sub(before.gross));
            scope.net.add(after.net.wrapping_sub(before.net));
            scope.worst_extra.add(after.extra.wrapping_sub(before.extra));
            scope.buy_extra.add(after.buys.wrapping_sub(before.buys));
            scope.sell_extra.add(after.sells.wrapping_sub(before.sells));
            if margined {
                scope.initial_margin.add(after.initial.wrapping_sub(before.initial));
                scope.maintenance_margin.add(after.maintenance.wrapping_sub(before.maintenance));
            }
            for (_, cell) in self.cells(at, place.instrument) {
                cell.gross.add(after.gross.wrapping_sub(before.gross));
                cell.worst_extra.add(after.extra.wrapping_sub(before.extra));
            }
            if let Some(cell) = self.concentrate_of(at, place.instrument) {
                cell.gross.add(after.lots.wrapping_sub(before.lots));
                cell.worst.add(after.worst.wrapping_sub(before.worst));
            }
        }
    }

    /// Changes the lots that open orders of one side of a position stand for. Of the sums only those of the worst case
    /// and of that side move.
    #[inline(always)]
    pub fn change_open(&self, place: Place, buy: bool, lots: i64) {
        let record = &self.instrument[place.instrument];
        let position = &self.position[place.index];
        let open = if buy { &position.open_buys } else { &position.open_sells };
        let (open_before, short_before, before) = (open.get(), position.short_lots(), position.worst_lots());
        open.add(lots);
        let after = position.worst_lots();
        record.short_worst.add(position.short_lots() - short_before);
        let worth = |lots| self.worth(place.portfolio, place.instrument, lots);
        let (left, reached) = (worth(before), worth(after));
        let side_change = worth(open.get()) - worth(open_before);
        let margin = match record.initial_margin_ppm.get() {
            0 => 0,
            rate => record.margin_of(reached, rate) - record.margin_of(left, rate),
        };
        for (at, scope) in self.chain(place.portfolio) {
            let side = if buy { &scope.buy_extra } else { &scope.sell_extra };
            side.add(side_change);
            if after == before {
                continue;
            }
            scope.worst_extra.add(reached - left);
            scope.initial_margin.add(margin);
            for (_, cell) in self.cells(at, place.instrument) {
                cell.worst_extra.add(reached - left);
            }
            if let Some(cell) = self.concentrate_of(at, place.instrument) {
                cell.worst.add(after - before);
            }
        }
        self.update_holder(place);
    }

    /// Whether the sums of a portfolio and its group are amounts that may stand.
    #[inline(always)]
    pub fn sums_fit(&self, portfolio: i32) -> bool {
        self.chain(portfolio).all(|(_, scope)| {
            fits(scope.equity.get())
                && fits(scope.gross.get() + scope.worst_extra.get())
                && fits(scope.buy_extra.get())
                && fits(scope.sell_extra.get())
        })
    }

    /// Adds cash to a portfolio's equity and its group's.
    pub fn add_equity(&self, portfolio: i32, amount: i64) {
        for (at, scope) in self.chain(portfolio) {
            scope.equity.add(amount);
            self.note_change(at);
        }
    }

    /// Puts a position on, or takes it off, its instrument's list of holders: those whose sums follow the mark.
    pub fn update_holder(&self, place: Place) {
        let position = &self.position[place.index];
        let instrument = &self.instrument[place.instrument];
        let holds = position.lots.get() | position.cost.get() != 0 || position.is_working();
        if holds == (position.held.get() == 1) {
            return;
        }
        if holds {
            position.held.set(1);
            position.next_holder.set(instrument.first_holder.get());
            instrument.first_holder.set(place.index);
            return;
        }
        position.held.set(0);
        let mut link = &instrument.first_holder;
        while link.get() != place.index {
            link = &self.position[link.get()].next_holder;
        }
        link.set(position.next_holder.get());
        position.next_holder.set(-1);
    }

    /// Moves the mark of an instrument and with it the sums of every holder: O(holders), exact, because values are
    /// linear in the mark. False, with nothing changed, where a sum would not fit.
    #[inline(always)]
    pub fn move_mark(&self, instrument: i32, half: i64) -> bool {
        let record = &self.instrument[instrument];
        let before = record.mark.get();
        let mut at = record.first_holder.get();
        if at < 0 || before == half {
            record.mark.set(half);
            return true;
        }
        while at >= 0 {
            let place = self.place(at);
            if !self.shift(place, before, half) {
                self.shift_back(instrument, at, half, before);
                record.mark.set(before);
                return false;
            }
            at = self.position[at].next_holder.get();
        }
        record.mark.set(half);
        true
    }

    /// Undoes the shifts of the holders up to and with `last`.
    #[cold]
    fn shift_back(&self, instrument: i32, last: i32, half: i64, before: i64) {
        let mut at = self.instrument[instrument].first_holder.get();
        loop {
            self.shift(self.place(at), half, before);
            if at == last {
                return;
            }
            at = self.position[at].next_holder.get();
        }
    }

    /// One holder's share of a mark's move; tells whether the sums still fit.
    #[inline(always)]
    fn shift(&self, place: Place, before: i64, after: i64) -> bool {
        let record = &self.instrument[place.instrument];
        let position = &self.position[place.index];
        let lots = position.lots.get();
        let change = (after - before).checked_mul(record.unit_value.get()).and_then(|each| lots.checked_mul(each));
        match change {
            Some(change)
                if fits(change)
                    && !position.is_working()
                    && record.kind.get() != INVERSE
                    && !self.is_foreign(place.portfolio, place.instrument)
                    && !record.has_margin() =>
            {
                self.shift_linear(place, change, if lots < 0 { -change } else { change })
            }
            _ => {
                // The general way where more than the position moves, and where amounts saturate.
                record.mark.set(before);
                self.change(place, 0, || record.mark.set(after));
                self.sums_fit(place.portfolio)
            }
        }
    }

    #[inline(always)]
    fn shift_linear(&self, place: Place, change: i64, gross_change: i64) -> bool {
        let mut fit = true;
        for (at, scope) in self.chain(place.portfolio) {
            scope.equity.add(change);
            scope.gross.add(gross_change);
            scope.net.add(change);
            self.note_change(at);
            for (_, cell) in self.cells(at, place.instrument) {
                cell.gross.add(gross_change);
            }
            fit &= fits(scope.equity.get())
                && fits(scope.gross.get() + scope.worst_extra.get())
                && fits(scope.buy_extra.get())
                && fits(scope.sell_extra.get());
        }
        fit
    }
}
