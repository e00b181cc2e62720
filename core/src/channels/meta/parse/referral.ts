import type { JsonObject } from '../../../model/json.ts';
import type { Referral } from '../../../model/message.ts';
import { objectOf, put, textOf, textsBy } from './read.ts';

const texts = textsBy<Referral>({
  sourceUrl: 'source_url',
  sourceId: 'source_id',
  sourceType: 'source_type',
  headline: 'headline',
  body: 'body',
  mediaType: 'media_type',
  imageUrl: 'image_url',
  videoUrl: 'video_url',
  thumbnailUrl: 'thumbnail_url',
  clickId: 'ctwa_clid',
});

/** `referral`: the advertisement or post a message came from. */
export const referralOf = (from: JsonObject | undefined): Referral | undefined => {
  if (!from) return undefined;
  const referral = texts(from);
  put(referral, 'welcomeText', textOf(objectOf(from.welcome_message)?.text));
  return referral;
};
