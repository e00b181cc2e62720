import type { OutboundContent } from '../../../core/src/model/content.ts';
import type { JsonObject } from '../../../core/src/model/json.ts';

/** A content and the part of the Cloud API body it becomes, written by hand. */
export interface Sample {
  readonly name: string;
  readonly content: OutboundContent;
  readonly body: JsonObject;
}

/** What every interactive message is wrapped in. */
export const interactive = (part: JsonObject): JsonObject => ({ type: 'interactive', interactive: part });
