import type { OutboundContent } from '../model/content.ts';

/** Something to choose from. */
export interface MenuOption {
  /** Comes back with the answer; at most 180 characters, so that the menu's context fits beside it. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

export interface Menu {
  readonly text: string;
  readonly options: readonly MenuOption[];
  readonly header?: string;
  readonly footer?: string;
  /** The button that opens a list; "Options" in the language given when absent. */
  readonly listButton?: string;
  readonly language?: string;
  /** Comes back with the answer, such as the step of a dialogue. */
  readonly context?: string;
}

/** What a channel offers; from `Channel.capabilities`. */
export interface MenuCapabilities {
  readonly maxButtons: number;
  readonly maxRows: number;
}

/** The content to send: buttons, a list, or numbered text. */
export interface RenderedMenu {
  readonly content: OutboundContent;
  readonly as: 'buttons' | 'list' | 'text';
}

export interface MenuAnswer {
  readonly option: MenuOption;
  readonly context?: string;
}
