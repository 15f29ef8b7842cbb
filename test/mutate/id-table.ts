import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

/** Ids of clients beyond the window of those remembered: an order that is open keeps its own. */
export const ID_TABLE: readonly Mutation[] = mutationsOf(
  { reference: 'kernels/reference/gate.ts', wasm: 'wasm/gate.ts', native: 'native/src/ids.rs' },
  [
    [
      'CLIENT_ID_DUPLICATE',
      'not of open orders',
      [' || findOrder(image, id) >= 0', ''],
      ['>= OWN_IDS_FROM) && findOrder(id) >= 0', '>= OWN_IDS_FROM) && false'],
      ['(may_be_open && self.find_order(id) >= 0)', '(may_be_open && id == 0)'],
    ],
    [
      'CLIENT_ID_DUPLICATE',
      'not of open orders that were forgotten',
      undefined,
      ['(control.idCount >= control.idCapacity || ', '('],
      ['control.id_count.get() >= control.id_capacity.get() || ', ''],
    ],
    [
      'CLIENT_ID_DUPLICATE',
      'not of open orders with an id of the desk',
      undefined,
      [' || u64(id) >= OWN_IDS_FROM)', ')'],
      [' || id as u64 >= OWN_IDS_FROM;', ';'],
    ],
  ],
)
