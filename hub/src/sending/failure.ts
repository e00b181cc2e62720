import type { ChannelError } from '@centralita/core/channels';
import { type Code, describeCode, type MessageFailure } from '@centralita/core/model';

/** Why a message did not go out, in our own words. */
export const failureOf = (code: Code, detail?: string): MessageFailure => {
  const { title, nextStep } = describeCode(code);
  return { code, message: detail ? `${title}: ${detail}` : title, nextStep };
};

/** Why the provider did not take or deliver it, with its own number. */
export const providerFailure = (error: ChannelError): MessageFailure => ({
  code: codeOf(error),
  ...(error.providerCode !== undefined ? { providerCode: error.providerCode } : {}),
  message: error.details ? `${error.message}: ${error.details}` : error.message,
  nextStep: error.nextStep,
});

const codeOf = (error: ChannelError): Code => {
  if (error.class === 'needs-template') return 'window_closed';
  return error.class === 'opted-out' ? 'consent_withdrawn' : 'provider_rejected';
};
