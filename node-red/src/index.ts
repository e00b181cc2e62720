import { registerAdmin } from './admin/routes.ts';
import { registerAccount } from './nodes/account/runtime.ts';
import { registerConsent } from './nodes/consent/runtime.ts';
import { registerConsentIn } from './nodes/consent-in/runtime.ts';
import { registerConversation } from './nodes/conversation/runtime.ts';
import { registerHub } from './nodes/hub/runtime.ts';
import { registerMessageIn } from './nodes/message-in/runtime.ts';
import { registerReplyIn } from './nodes/reply-in/runtime.ts';
import { registerRoute } from './nodes/route/runtime.ts';
import { registerSend } from './nodes/send/runtime.ts';
import { registerStatusIn } from './nodes/status-in/runtime.ts';
import type { Red } from './red.ts';
import { runtimeOf } from './shared/runtime.ts';

/** What Node-RED calls once when it loads the module. */
export default (red: Red): void => {
  // At once, so that the address answers 503 and not 404 until flows are there.
  runtimeOf(red);
  registerAccount(red);
  registerHub(red);
  registerMessageIn(red);
  registerReplyIn(red);
  registerConsentIn(red);
  registerStatusIn(red);
  registerSend(red);
  registerRoute(red);
  registerConsent(red);
  registerConversation(red);
  registerAdmin(red);
};
