/** Ids of actions, views and commands: what the cards carry and the listeners wait for. */
export const action = {
  claim: 'centralita_claim',
  takeOver: 'centralita_take_over',
  assign: 'centralita_assign',
  close: 'centralita_close',
  reopen: 'centralita_reopen',
  snooze: 'centralita_snooze',
  template: 'centralita_template',
  note: 'centralita_note',
  move: 'centralita_move',
  more: 'centralita_more',
  sendAnyway: 'centralita_send_anyway',
  keepAsNote: 'centralita_keep_as_note',
  openLink: 'centralita_open',
  templateChosen: 'centralita_template_chosen',
  cannedChosen: 'centralita_canned_chosen',
  away: 'centralita_away',
  homeSearch: 'centralita_home_search',
  homeRefresh: 'centralita_home_refresh',
} as const;

export const view = {
  assign: 'centralita_assign_view',
  snooze: 'centralita_snooze_view',
  move: 'centralita_move_view',
  note: 'centralita_note_view',
  tags: 'centralita_tags_view',
  template: 'centralita_template_view',
  canned: 'centralita_canned_view',
  search: 'centralita_search_view',
} as const;

/** What the overflow menu of a card offers. */
export type MoreChoice = 'tags' | 'canned' | 'history' | 'help' | 'move';

export const shortcut = { note: 'centralita_note_shortcut', search: 'centralita_search_shortcut' } as const;
export const command = '/whatsapp';
export const metadataType = 'centralita_message';
