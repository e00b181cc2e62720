import { ControlProblem } from '../control/error.ts';
import { seedTemplates } from '../templates/store.ts';
import type { NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { numberById, type World } from '../world.ts';
import type { BusinessNumber } from './numbers.ts';

const order = [
  'TIER_NOT_SET',
  'TIER_50',
  'TIER_250',
  'TIER_1K',
  'TIER_2K',
  'TIER_10K',
  'TIER_100K',
  'TIER_UNLIMITED',
];

/** Adds a business number, or changes one; the platform tells what it tells about such a change. */
export const setNumber = (
  world: World,
  wanted: Partial<NumberOptions> & { phoneNumberId: string },
): WebhookRecord[] => {
  const known = numberById(world, wanted.phoneNumberId);
  const count = world.numbers.length + 1;
  const next: BusinessNumber = {
    wabaId: world.numbers[0]?.wabaId ?? '1000000000001',
    displayPhone: `+34 910 00 00 ${String(count).padStart(2, '0')}`,
    verifiedName: `Business ${count}`,
    ...known,
    ...wanted,
    ...(wanted.coexistence && !known?.coexistence && { sharedSince: world.clock.now(), synced: [] }),
  };
  const digits = (phone: string) => phone.replace(/\D/g, '');
  if (
    world.numbers.some(
      (other) =>
        other.phoneNumberId !== next.phoneNumberId &&
        digits(other.displayPhone) === digits(next.displayPhone),
    )
  )
    throw new ControlProblem(
      409,
      `${next.displayPhone} is another number's.`,
      'Give "displayPhone" a number that none has.',
    );
  world.numberBook.put(next);
  world.targets.addAccount(next.wabaId);
  seedTemplates(world.state, [next.wabaId], world.ids, world.clock.now());
  world.limits.clear();
  world.bus.publish({ type: 'number', number: next });
  const records = known ? tell(world, known, next) : [];
  world.journal.flush();
  return records;
};

const tell = (world: World, before: NumberOptions, after: NumberOptions): WebhookRecord[] => {
  const emit = (field: string, value: Record<string, unknown>) =>
    world.dispatcher.emit({
      field,
      wabaId: after.wabaId,
      phoneNumberId: after.phoneNumberId,
      time: Math.floor(world.clock.now() / 1000),
      value,
    });
  const phone = { display_phone_number: after.displayPhone.replace(/\D/g, '') };
  const records: WebhookRecord[] = [];
  if (after.verifiedName !== before.verifiedName)
    records.push(
      ...emit('phone_number_name_update', {
        ...phone,
        decision: 'APPROVED',
        requested_verified_name: after.verifiedName,
        rejection_reason: 'NONE',
      }),
    );
  const [old = 'TIER_2K', now = 'TIER_2K'] = [before.messagingLimit, after.messagingLimit];
  if (now !== old) {
    const event = order.indexOf(now) > order.indexOf(old) ? 'UPGRADE' : 'DOWNGRADE';
    records.push(
      ...emit('phone_number_quality_update', { ...phone, event, current_limit: now, old_limit: old }),
      ...emit('business_capability_update', {
        max_daily_conversations_per_business: now,
        max_phone_numbers_per_business: 25,
      }),
    );
  }
  const [was = 'GREEN', is = 'GREEN'] = [before.qualityRating, after.qualityRating];
  if (is !== was && (is === 'RED' || was === 'RED'))
    records.push(
      ...emit('phone_number_quality_update', {
        ...phone,
        event: is === 'RED' ? 'FLAGGED' : 'UNFLAGGED',
        current_limit: now,
      }),
    );
  return records;
};
