import type { CallResult, ChannelError } from '../../core/src/channels/channel.ts';
import { type Code, codes } from '../../core/src/model/codes.ts';

/** What the platform said, to be told on the item. */
export class ChannelFault extends Error {
  readonly fault: ChannelError;

  constructor(fault: ChannelError) {
    super(fault.message);
    this.name = 'ChannelFault';
    this.fault = fault;
  }
}

/** Why a message was not sent, with a code of Centralita; what a hub tells of a message it keeps. */
export class Refusal extends Error {
  readonly code: string;
  readonly nextStep: string;
  readonly providerCode: number | undefined;

  constructor(message: string, code: string, nextStep: string, providerCode?: number) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.nextStep = nextStep;
    this.providerCode = providerCode;
  }
}

/** The value of a call; throws a {@link ChannelFault}. */
export const must = <T>(result: CallResult<T>): T => {
  if (result.ok) return result.value;
  throw new ChannelFault(result.error);
};

/** A code of Centralita as an error of a run. */
export const refuse = (code: Code, detail?: string, nextStep?: string): Refusal =>
  new Refusal(
    detail ? `${codes[code].title.en}: ${detail}` : codes[code].title.en,
    code,
    nextStep ?? codes[code].nextStep.en,
  );
