import type { Context, Hono } from 'hono';
import { GraphError } from '../graph/error.ts';
import {
  createGroup,
  inviteLink,
  joinGroup,
  leaveGroup,
  newRequestId,
  peopleOf,
  tellGroup,
} from '../groups/groups.ts';
import { receive } from '../inbound/receive.ts';
import type { Group, Person } from '../state.ts';
import type { GroupView, NumberOptions } from '../types.ts';
import { numberById, type World } from '../world.ts';
import { somebody } from './address.ts';
import { numberOf } from './customers.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { wantedGroup } from './new-group.ts';
import { webhookResult } from './result.ts';

const view = (world: World, group: Group): GroupView => ({
  id: group.id,
  phoneNumberId: group.phoneNumberId,
  subject: group.subject,
  description: group.description,
  joinApprovalMode: group.joinApprovalMode,
  participants: peopleOf(world, group).map(({ id, name }) => ({ id, name })),
  requests: group.requests.map(({ id, person }) => ({ id, customer: person })),
  inviteLink: inviteLink(group),
  suspended: group.suspended,
});

/** Groups, as the people in them see them. The business makes them: by `POST /graph/…/{number}/groups`, or here. */
export const groupRoutes = (app: Hono, world: World): void => {
  app.get('/sandbox/groups', (c) =>
    c.json({ groups: [...world.state.groups.values()].map((group) => view(world, group)) }),
  );

  app.post('/sandbox/groups', async (c) => {
    const number = numberOf(world, c);
    const { wanted, people } = wantedGroup(world, await jsonOf(c.req.raw));
    const { group, records } = createGroup(world, number, newRequestId(world), wanted);
    for (const person of people) records.push(...joinGroup(world, group, person));
    return c.json({ ...(await webhookResult(world, records, group.id)), group: view(world, group) }, 201);
  });

  app.post('/sandbox/groups/:id/join', async (c) => {
    const { group } = found(world, c);
    const person = somebody(world, (await jsonOf(c.req.raw)).customer, 'customer');
    try {
      const records = joinGroup(world, group, person);
      return c.json({ ...(await webhookResult(world, records)), group: view(world, group) }, 201);
    } catch (error) {
      if (error instanceof GraphError)
        throw new ControlProblem(409, error.details ?? error.message, 'Let somebody leave first.');
      throw error;
    }
  });

  app.post('/sandbox/groups/:id/leave', async (c) => {
    const { group } = found(world, c);
    const person = member(world, group, (await jsonOf(c.req.raw)).customer);
    const records = leaveGroup(world, group, person);
    return c.json({ ...(await webhookResult(world, records)), group: view(world, group) }, 201);
  });

  app.post('/sandbox/groups/:id/messages', async (c) => {
    const { group, number } = found(world, c);
    const { customer, ...body } = await jsonOf(c.req.raw);
    const { message, records } = receive(world, number, member(world, group, customer), body, group);
    return c.json(await webhookResult(world, records, message.id), 201);
  });

  app.post('/sandbox/groups/:id/suspended', async (c) => {
    const { group, number } = found(world, c);
    const { suspended = true } = await jsonOf(c.req.raw);
    group.suspended = suspended === true;
    world.state.saveGroup(group);
    const records = tellGroup(world, number, 'group_status_update', {
      group_id: group.id,
      type: group.suspended ? 'group_suspend' : 'group_suspend_cleared',
    });
    return c.json(await webhookResult(world, records), 201);
  });
};

const found = (world: World, c: Context): { group: Group; number: NumberOptions } => {
  const group = world.state.groups.get(c.req.param('id') ?? '');
  const number = group && numberById(world, group.phoneNumberId);
  if (group && number) return { group, number };
  throw new ControlProblem(404, 'There is no such group.', 'GET /sandbox/groups lists them.');
};

const member = (world: World, group: Group, value: unknown): Person => {
  const person = somebody(world, value, 'customer');
  if (group.participants.includes(person.id)) return person;
  throw new ControlProblem(
    409,
    `${person.name} is not in this group.`,
    `Let them join: POST /sandbox/groups/${group.id}/join.`,
  );
};
