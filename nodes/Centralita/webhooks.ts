import type { IWebhookDescription } from 'n8n-workflow';

const resume = {
  name: 'default',
  responseMode: 'onReceived',
  responseData: '',
  path: '={{ $nodeId }}',
  restartWebhook: true,
  isFullPath: true,
} as const;

/** Where a waiting execution is resumed: a page to look at, and the answer. */
export const resumeWebhooks: IWebhookDescription[] = [
  { ...resume, httpMethod: 'GET' },
  { ...resume, httpMethod: 'POST' },
];
