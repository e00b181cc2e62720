import type { Person } from '../state.ts';
import { list, object } from '../validate/check.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, numberOf } from './context.ts';
import { badParameter, GraphError } from './error.ts';
import { page } from './pages.ts';

const dayMs = 86_400_000;
type Line = { input: string; wa_id?: string; user_id?: string };

/** `GET /{number}/block_users`. */
export const listBlocked: GraphHandler = (call) => {
  const { phoneNumberId } = numberOf(call);
  const blocked = [...call.world.state.people.values()].filter((person) =>
    person.blockedBy.includes(phoneNumberId),
  );
  const { data, ...rest } = page(blocked, call.url, 'blocked', 0);
  const view = (person: Person) => ({
    messaging_product: 'whatsapp',
    wa_id: person.phone,
    user_id: person.userId,
  });
  return Response.json({ data: data.map(view), ...rest });
};

/** `POST|DELETE /{number}/block_users`. Only who wrote in the last day can be blocked; a mixed result is an error with both lists. */
export const changeBlocked: GraphHandler = async (call) => {
  const { world, request, method } = call;
  const { phoneNumberId } = numberOf(call);
  const body = await parametersOf(request);
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  const done: Line[] = [];
  const failed: (Line & { errors: unknown[] })[] = [];
  const now = world.clock.now();
  for (const [at, item] of list(body.block_users, 'block_users', 1, 1000).entries()) {
    const { user } = object(item, `block_users[${at}]`);
    const input = String(user ?? '');
    const person = world.people.find(input.replace(/^\+|[\s()-]/g, ''));
    const wroteAt = (person?.windows[phoneNumberId] ?? 0) - dayMs;
    if (!person || (method === 'POST' && now - wroteAt > dayMs)) {
      const details = person ? 'The user has not written in the last 24 hours.' : 'There is no such user.';
      failed.push({
        input,
        wa_id: person?.phone,
        errors: [{ message: details, code: 139103, error_data: { details } }],
      });
      continue;
    }
    const others = person.blockedBy.filter((id) => id !== phoneNumberId);
    person.blockedBy = method === 'POST' ? [...others, phoneNumberId] : others;
    world.state.savePerson(person);
    done.push({ input, wa_id: person.phone, user_id: person.userId });
  }
  world.journal.flush();
  const key = method === 'POST' ? 'added_users' : 'removed_users';
  const result = { [key]: done, ...(failed.length > 0 && { failed_users: failed }) };
  if (failed.length === 0) return Response.json({ messaging_product: 'whatsapp', block_users: result });
  throw new GraphError(139100, 'Some users could not be blocked or unblocked.', {
    beside: { messaging_product: 'whatsapp', block_users: result },
  });
};
