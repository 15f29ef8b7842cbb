//! A policy of the user's inside the desk: the row waits for it in its middle.

use crate::image::Desk;
use crate::intents::{PENDING_DECISION, PENDING_NONE, PENDING_POLICY};

// States of `control.policy_state`.
pub const STEPPING: i32 = 0;
pub const WAITING: i32 = 1;
pub const ANSWERED: i32 = 2;

// Bits of `control.policy_wakes`.
const WAKES_BY_DECISION: i32 = 1;
const WAKES_BY_FILL: i32 = 2;

impl Desk<'_> {
    /// A fill was booked: the policy will be asked about its position when the instant ends.
    #[inline(always)]
    pub fn note_fill(&self, index: i32) {
        let position = &self.position[index];
        if self.control.policy_wakes.get() & WAKES_BY_FILL == 0 || position.woken.get() == 1 {
            return;
        }
        position.woken.set(1);
        position.next_woken.set(self.control.first_woken.get());
        self.control.first_woken.set(index);
    }

    /// Whether the policy has to be asked at the end of an instant; then the row waits, with its intents by position in
    /// the pending list. Positions with a fill, and no other intent, are among them.
    #[cold]
    pub fn policy_wanted(&mut self) -> bool {
        let mut index = self.control.first_woken.get();
        while index >= 0 {
            let position = &self.position[index];
            let next = position.next_woken.get();
            position.woken.set(0);
            position.next_woken.set(-1);
            if position.pending.get() == PENDING_NONE {
                position.pending.set(PENDING_POLICY);
                self.push_pending(index);
            }
            index = next;
        }
        self.control.first_woken.set(-1);
        let by_decision = self.control.policy_wakes.get() & WAKES_BY_DECISION != 0;
        let asked = (0..self.pending_count.get()).any(|at| {
            let cause = self.position[self.pending[at].position.get()].pending.get();
            cause == PENDING_POLICY || (cause == PENDING_DECISION && by_decision)
        });
        if asked {
            self.sort_pending();
            self.control.pending_count.set(self.pending_count.get());
            self.control.policy_state.set(WAITING);
        }
        asked
    }
}
