/** What an error says, at most a line. Built-in errors may come from another realm, so `instanceof` is not asked. */
export const messageOf = (error: unknown): string => {
  const message = (error as { message?: unknown } | null)?.message;
  return (typeof message === 'string' && message !== '' ? message : 'it threw').slice(0, 300);
};
