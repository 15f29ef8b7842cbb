//! Executions that an external venue reported, by order and id: all of the open orders, and of those that ended as many
//! as there are records left, the oldest forgotten first. A fill is applied only where it can be remembered.

use crate::ids::chain_of;
use crate::image::Desk;
use crate::records::Order;

impl Desk<'_> {
    /// Whether an execution of an order is among those remembered.
    pub fn knows_execution(&self, order: i64, id: i64) -> bool {
        let capacity = self.control.id_capacity.get();
        if capacity == 0 {
            return false;
        }
        let mut at = self.execution[chain_of(id, capacity)].bucket.get();
        while at >= 0 {
            let entry = &self.execution[at];
            if entry.id.get() == id && entry.order.get() == order {
                return true;
            }
            at = entry.next.get();
        }
        false
    }

    /// Remembers an execution of an open order; false where every record belongs to one of another fill of an open
    /// order.
    pub fn remember_execution(&self, order: &Order, id: i64) -> bool {
        let control = self.control;
        let at = control.first_execution.get();
        if at < 0 {
            return false;
        }
        let entry = &self.execution[at];
        control.first_execution.set(entry.following.get());
        if entry.following.get() < 0 {
            control.last_execution.set(-1);
        }
        if entry.id.get() != 0 {
            self.forget_execution(at);
        }
        let head = &self.execution[chain_of(id, control.id_capacity.get())].bucket;
        entry.id.set(id);
        entry.order.set(order.id.get());
        entry.next.set(head.get());
        head.set(at);
        entry.following.set(-1);
        match order.last_execution.get() {
            -1 => order.first_execution.set(at),
            last => self.execution[last].following.set(at),
        }
        order.last_execution.set(at);
        true
    }

    /// An order has ended: its executions are remembered until their records are needed.
    pub fn release_executions(&self, order: &Order) {
        let first = order.first_execution.get();
        if first < 0 {
            return;
        }
        match self.control.last_execution.get() {
            -1 => self.control.first_execution.set(first),
            last => self.execution[last].following.set(first),
        }
        self.control.last_execution.set(order.last_execution.get());
        order.first_execution.set(-1);
        order.last_execution.set(-1);
    }

    /// Takes a record out of its hash chain.
    fn forget_execution(&self, at: i32) {
        let entry = &self.execution[at];
        let mut link = &self.execution[chain_of(entry.id.get(), self.control.id_capacity.get())].bucket;
        while link.get() != at {
            link = &self.execution[link.get()].next;
        }
        link.set(entry.next.get());
    }
}
