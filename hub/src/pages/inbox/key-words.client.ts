/** The keys of the inbox, with the word for what each does. */
export const inboxKeys = [
  ['j k', 'help.key.move'],
  ['Enter', 'help.key.open'],
  ['r', 'help.key.reply'],
  ['n', 'help.key.note'],
  ['t', 'help.key.template'],
  ['c', 'help.key.claim'],
  ['a', 'help.key.assign'],
  ['s', 'help.key.snooze'],
  ['x', 'help.key.close'],
  ['l', 'help.key.tag'],
  ['i', 'help.key.card'],
  ['/', 'help.key.search'],
  ['Esc', 'help.key.back'],
] as const;
