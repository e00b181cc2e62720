import type { Purpose } from '@centralita/core/model';
import type { Bound } from '../../shared/bind.ts';

export type SendKind = 'auto' | 'text' | 'choices' | 'template' | 'file';

export interface Choice {
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
}
export interface Parameter {
  /** Only of templates with named parameters. */
  readonly name?: string;
  readonly value: string;
  readonly type: string;
}

/** The send node as it is saved. */
export interface SendProperties extends Bound {
  readonly to?: string;
  readonly toType?: string;
  /** `auto`: what `msg.payload` is, a text or a whole message. */
  readonly kind?: SendKind;
  readonly text?: string;
  readonly textType?: string;
  readonly choices?: readonly Choice[];
  readonly button?: string;
  readonly footer?: string;
  readonly template?: string;
  readonly language?: string;
  readonly parameters?: readonly Parameter[];
  readonly file?: string;
  readonly fileType?: string;
  /** What to send a file as; by its type when empty. */
  readonly fileKind?: string;
  readonly filename?: string;
  readonly quote?: boolean;
  readonly purpose?: Purpose | '';
  readonly sendFrom?: string;
  readonly key?: string;
  readonly keyType?: string;
  readonly wait?: boolean;
  readonly timeout?: string | number;
  readonly timeoutUnit?: 's' | 'm' | 'h' | 'd';
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How long an answer is waited for, in milliseconds; a day unless said. */
export const timeoutMs = ({ timeout, timeoutUnit }: SendProperties): number => {
  const count = Number(timeout);
  const unit = unitMs[timeoutUnit ?? 'h'] ?? unitMs.h;
  return Number.isFinite(count) && count > 0 ? count * unit : unitMs.d;
};
