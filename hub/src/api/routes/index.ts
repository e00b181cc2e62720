import type { Health } from '../../ops/health.ts';
import type { Metrics } from '../../ops/metrics.ts';
import type { Services } from '../../services.ts';
import type { Keys } from '../../store/keys.ts';
import type { Sessions } from '../../store/sessions.ts';
import type { Route } from '../route.ts';
import type { Streams } from '../streams.ts';
import { accountRoutes } from './accounts.ts';
import { auditRoutes } from './audit.ts';
import { consentRoutes } from './consents.ts';
import { contactRoutes } from './contacts.ts';
import { actionRoutes } from './conversation-actions.ts';
import { conversationRoutes } from './conversations.ts';
import { deliveryRoutes } from './deliveries.ts';
import { eventRoutes } from './events.ts';
import { keyRoutes } from './keys.ts';
import { mediaRoutes } from './media.ts';
import { messageRoutes } from './messages.ts';
import { noteRoutes } from './notes.ts';
import { operationRoutes } from './operations.ts';
import { routingRoutes } from './routing.ts';
import { sessionRoutes } from './session.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { teamRoutes } from './team.ts';

/** What routes are made from. */
export interface RouteParts {
  readonly services: Services;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly streams: Streams;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly demo: boolean;
  readonly version: string;
  readonly publicUrl?: string;
  openapi(): object;
}

/** Every route of the hub, in the order of /openapi.json. */
export const allRoutes = (parts: RouteParts): readonly Route[] => [
  ...messageRoutes(parts),
  ...mediaRoutes(parts),
  ...conversationRoutes(parts),
  ...actionRoutes(parts),
  ...noteRoutes(parts),
  ...teamRoutes(parts),
  ...auditRoutes(parts),
  ...routingRoutes(parts),
  ...contactRoutes(parts),
  ...consentRoutes(parts),
  ...accountRoutes(parts),
  ...subscriptionRoutes(parts),
  ...eventRoutes(parts),
  ...deliveryRoutes(parts),
  ...keyRoutes(parts),
  ...sessionRoutes(parts),
  ...operationRoutes(parts),
];
