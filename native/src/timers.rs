//! A binary heap in the image, ordered by (due, ordinal): timers of one instant fire in the order they were set.

use crate::faults;
use crate::image::Desk;
use crate::records::Timer;

pub const TIMER_ARRIVAL: i32 = 1;
pub const TIMER_REPORT: i32 = 2;
pub const TIMER_STALENESS: i32 = 4;
pub const TIMER_SESSION: i32 = 5;
pub const TIMER_CANCEL: i32 = 6;
pub const TIMER_AMEND: i32 = 7;

/// A timer outside the heap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alarm {
    pub due: i64,
    pub ordinal: i64,
    pub kind: i32,
    pub argument: i32,
}

impl Timer {
    fn load(&self) -> Alarm {
        Alarm { due: self.due.get(), ordinal: self.ordinal.get(), kind: self.kind.get(), argument: self.argument.get() }
    }

    fn store(&self, alarm: Alarm) {
        self.due.set(alarm.due);
        self.ordinal.set(alarm.ordinal);
        self.kind.set(alarm.kind);
        self.argument.set(alarm.argument);
    }

    fn is_after(&self, alarm: &Alarm) -> bool {
        alarm.due < self.due.get() || (alarm.due == self.due.get() && alarm.ordinal < self.ordinal.get())
    }

    fn is_before(&self, due: i64, ordinal: i64) -> bool {
        self.due.get() < due || (self.due.get() == due && self.ordinal.get() < ordinal)
    }
}

impl Desk<'_> {
    pub fn set_timer(&self, due: i64, kind: i32, argument: i32) {
        let control = self.control;
        let mut at = control.timer_count.get();
        if at >= control.timer_capacity.get() {
            return self.fail(faults::TIMERS_FULL, at as i64);
        }
        control.timer_count.set(at + 1);
        let ordinal = control.next_ordinal.get();
        control.next_ordinal.set(ordinal + 1);
        let alarm = Alarm { due, ordinal, kind, argument };
        while at > 0 {
            let parent = (at - 1) >> 1;
            if !self.timer[parent].is_after(&alarm) {
                break;
            }
            self.timer[at].store(self.timer[parent].load());
            at = parent;
        }
        self.timer[at].store(alarm);
    }

    /// True when a timer is due at or before `now`.
    #[inline(always)]
    pub fn timer_due(&self, now: i64) -> bool {
        self.control.timer_count.get() > 0 && self.timer[0].due.get() <= now
    }

    /// Takes the first timer.
    pub fn take_timer(&self) -> Alarm {
        self.take_timer_at(0)
    }

    /// Takes a timer.
    #[inline(always)]
    pub fn take_timer_at(&self, from: i32) -> Alarm {
        let taken = self.timer[from].load();
        let last = self.control.timer_count.get() - 1;
        self.control.timer_count.set(last);
        if last == from {
            return taken;
        }
        let moved = self.timer[last].load();
        let mut at = from;
        while at > 0 {
            let parent = (at - 1) >> 1;
            if !self.timer[parent].is_after(&moved) {
                break;
            }
            self.timer[at].store(self.timer[parent].load());
            at = parent;
        }
        loop {
            let mut child = 2 * at + 1;
            if child >= last {
                break;
            }
            let left = &self.timer[child];
            if child + 1 < last && self.timer[child + 1].is_before(left.due.get(), left.ordinal.get()) {
                child += 1;
            }
            if !self.timer[child].is_before(moved.due, moved.ordinal) {
                break;
            }
            self.timer[at].store(self.timer[child].load());
            at = child;
        }
        self.timer[at].store(moved);
        taken
    }

    /// The first timer to come of a fill's report in an instrument; −1 where none is on its way.
    pub fn first_report(&self, instrument: i32) -> i32 {
        let mut first = -1;
        for at in 0..self.control.timer_count.get() {
            let timer = &self.timer[at];
            let reports = timer.kind.get() == TIMER_REPORT
                && self.order[self.report[timer.argument.get()].order.get()].instrument.get() == instrument;
            if reports && (first < 0 || timer.is_before(self.timer[first].due.get(), self.timer[first].ordinal.get())) {
                first = at;
            }
        }
        first
    }
}
