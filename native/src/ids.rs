//! The client order ids seen last: a ring, found by hash chains.

use crate::image::Desk;

const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;
/// Ids that the desk makes are `sequence << 20 | sub`, of sequences from 1.
const OWN_IDS_FROM: u64 = 1 << 20;

/// Chain of an id: Fibonacci hashing, the upper half of the product scaled to the number of chains.
pub fn chain_of(id: i64, chains: i32) -> i32 {
    let upper = (id as u64).wrapping_mul(GOLDEN_RATIO) >> 32;
    ((upper * chains as u64) >> 32) as i32
}

impl Desk<'_> {
    /// Whether a client's id is one of the last that were taken, or of an order that is still open, however old. Those
    /// are looked for only where one may have been forgotten, or have got its id from the desk.
    pub fn is_taken(&self, id: i64) -> bool {
        let control = self.control;
        let may_be_open = control.id_count.get() >= control.id_capacity.get() || id as u64 >= OWN_IDS_FROM;
        self.knows(id) || (may_be_open && self.find_order(id) >= 0)
    }

    /// Whether a client's id is among those remembered.
    fn knows(&self, id: i64) -> bool {
        let capacity = self.control.id_capacity.get();
        if capacity == 0 {
            return false;
        }
        let mut at = self.client_id[chain_of(id, capacity)].bucket.get();
        while at >= 0 && self.client_id[at].id.get() != id {
            at = self.client_id[at].next.get();
        }
        at >= 0
    }

    /// Remembers an id, forgetting the oldest when the ring is full.
    pub fn remember(&self, id: i64) {
        let (capacity, count) = (self.control.id_capacity.get(), &self.control.id_count);
        if capacity == 0 {
            return count.set(0);
        }
        let at = count.get() % capacity;
        let entry = &self.client_id[at];
        if count.get() >= capacity {
            let mut link = &self.client_id[chain_of(entry.id.get(), capacity)].bucket;
            while link.get() != at {
                link = &self.client_id[link.get()].next;
            }
            link.set(entry.next.get());
        }
        let head = &self.client_id[chain_of(id, capacity)].bucket;
        entry.id.set(id);
        entry.next.set(head.get());
        head.set(at);
        let next = count.get() as i64 + 1;
        let wrapped = if next >= 2 * capacity as i64 { capacity as i64 + next % capacity as i64 } else { next };
        count.set(wrapped as i32);
    }
}
