import type { Call } from '../state.ts';
import type { CallView } from '../types.ts';

const iso = (ms: number) => new Date(ms).toISOString();

export const callView = (call: Call): CallView => ({
  id: call.id,
  customer: call.person,
  phoneNumberId: call.phoneNumberId,
  direction: call.direction,
  state: call.state,
  at: iso(call.at),
  ...(call.acceptedAt !== undefined && { acceptedAt: iso(call.acceptedAt) }),
  ...(call.endedAt !== undefined && { endedAt: iso(call.endedAt) }),
  ...(call.rejected && { rejected: true }),
  ...(call.opaque !== undefined && { biz_opaque_callback_data: call.opaque }),
});
