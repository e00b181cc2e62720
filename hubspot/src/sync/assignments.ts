import type { HubClient } from '@centralita/core/hub-client';
import type { ContactId } from '@centralita/core/model';
import type { HubSpotSettings } from '../settings.ts';
import { withAttribute } from './values.ts';

/** Whoever takes a conversation becomes the contact's owner, where the settings map the owner towards HubSpot. */
export interface Assignments {
  readonly wanted: boolean;
  writeBack(contactId: ContactId, userId: string): Promise<void>;
}

export const createAssignments = (hub: HubClient, { fields }: HubSpotSettings): Assignments => {
  const mapping = fields.find(
    ({ transform, direction, ours }) =>
      transform === 'owner' && direction !== 'from_hubspot' && ours.startsWith('attributes.'),
  );
  return {
    wanted: mapping !== undefined,
    writeBack: async (contactId, userId) => {
      const user = (await hub.users()).find(({ id }) => id === userId);
      if (!mapping || !user) return;
      const { attributes } = await hub.contact(contactId);
      const changed = withAttribute(attributes, mapping.ours, user.key);
      if (JSON.stringify(changed) !== JSON.stringify(attributes))
        await hub.updateContact(contactId, { attributes: changed });
    },
  };
};
