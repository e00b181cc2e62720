import { type Logger, pino } from 'pino';
import { plainLine } from './plain-line.ts';
import { scrub, scrubText } from './scrub.ts';

type Write = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** What every part of the hub logs through. Secrets, raw wamids and phone numbers are taken out on the way. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  /** A log that adds the same fields to every line. */
  with(fields: Readonly<Record<string, unknown>>): Log;
}

export interface LogOptions {
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `json`: one object a line, for machines; `plain`: for people at a terminal. */
  readonly format?: 'json' | 'plain';
  readonly write?: (line: string) => void;
}

/** Writes to stderr, because stdout belongs to what a command answers. */
export const createLog = (options: LogOptions = {}): Log => {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const format = options.format === 'plain' ? plainLine : (line: string) => line;
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // A second look after `scrub`, should a field ever come in by another way.
      redact: { paths: ['authorization', 'cookie', '*.authorization', '*.cookie'], censor: '[redacted]' },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
        bindings: (fields) => scrub(fields) as Record<string, unknown>,
      },
      // pino would tell apart `err` and everything else; here all fields have been made plain already.
      serializers: { err: (value) => value },
    },
    { write: (line: string) => write(format(line)) },
  );
  return logOf(logger);
};

const logOf = (logger: Logger): Log => {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (message, fields) => {
      if (logger.isLevelEnabled(level)) logger[level](fields ?? {}, scrubText(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logOf(logger.child(scrub(fields) as Record<string, unknown>)),
  };
};

/** For tests and for commands that have nothing to log. */
export const silentLog: Log = createLog({ level: 'silent' });
