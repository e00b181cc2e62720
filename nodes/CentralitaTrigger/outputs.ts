interface Parameters {
  readonly outputs?: string;
  readonly events?: readonly string[];
}

/** The outputs of a trigger of these parameters. Its text becomes an expression: nothing in it may come from outside. */
export const configuredOutputs = (parameters: Parameters) => {
  if (parameters.outputs !== 'each') return [{ type: 'main' }];
  const names: Record<string, string> = {
    accountChanged: 'Account Changed',
    conversationAssigned: 'Conversation Assigned',
    conversationClosed: 'Conversation Closed',
    conversationOpened: 'Conversation Opened',
    conversationRouted: 'Conversation Routed',
    messageReceived: 'Message Received',
    messageStatus: 'Message Status',
    optedIn: 'Opted In',
    optedOut: 'Opted Out',
    reply: 'Button or List Reply',
    templateChanged: 'Template Changed',
  };
  return (parameters.events ?? []).map((event) => ({ type: 'main', displayName: names[event] ?? event }));
};
