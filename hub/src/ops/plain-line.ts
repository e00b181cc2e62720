/** One line of JSON as a person reads it: time, level, message and what else there is. */
export const plainLine = (line: string): string => {
  try {
    const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const at = String(time).slice(11, 19);
    const more = Object.entries(rest).map(([name, value]) => `${name}=${show(name, value)}`);
    return `${[at, String(level).padEnd(5), msg, ...more].filter(Boolean).join('  ')}\n`;
  } catch {
    return line;
  }
};

const show = (name: string, value: unknown): string => {
  if (typeof value === 'object' && value !== null && 'message' in value) {
    const { message, stack } = value as { message: unknown; stack?: unknown };
    return typeof stack === 'string' && name !== 'cause'
      ? `${message}\n${stack.split('\n').slice(1).join('\n')}`
      : String(message);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
};
