// What our dialogs use of Node-RED's editor: https://nodered.org/docs/api/ui/

/** jQuery with the editor's widgets. */
// biome-ignore lint/suspicious/noExplicitAny: jQuery and its widgets are untyped here
type Query = any;
declare const $: Query;

/** A node as the editor holds it: its own fields beside these. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  name?: string;
  outputs?: number;
  // biome-ignore lint/suspicious/noExplicitAny: each type has fields of its own
  [field: string]: any;
  _(key: string, values?: Record<string, unknown>): string;
}

interface EditorType {
  category: string;
  color?: string;
  defaults: Record<
    string,
    {
      value: unknown;
      type?: string;
      required?: boolean;
      validate?: (this: EditorNode, value: never, options?: unknown) => unknown;
    }
  >;
  credentials?: Record<string, { type: 'text' | 'password' }>;
  inputs?: number;
  outputs?: number;
  icon?: string;
  align?: 'left' | 'right';
  paletteLabel?: (this: EditorNode) => string;
  label?: (this: EditorNode) => string;
  labelStyle?: (this: EditorNode) => string;
  outputLabels?: (this: EditorNode, port: number) => string;
  onadd?: (this: EditorNode) => void;
  oneditprepare?: (this: EditorNode) => void;
  oneditsave?: (this: EditorNode) => void;
  oneditresize?: (this: EditorNode, size: { width: number; height: number }) => void;
}

declare const RED: {
  readonly nodes: {
    registerType(name: string, definition: EditorType): void;
    node(id: string): EditorNode | null;
    eachConfig(each: (node: EditorNode) => void): void;
  };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly validators: { typedInput(field: string | object): (this: EditorNode, value: never) => unknown };
  notify(text: string, kind?: string): void;
};

/** Set up by `shared.client.ts` for all dialogs. */
declare const centralita: {
  /** Muted, as the palette's own colours are. */
  adopt(node: EditorNode): void;
  connected(node: EditorNode, kind: 'direct' | 'hub', value: unknown): boolean | string;
  prepareConnection(node: EditorNode): void;
  typed(field: string, types: readonly unknown[], fallback: string): void;
  chips(field: string, choices: readonly (readonly [string, string])[]): void;
  checkButton(options: {
    readonly node: EditorNode;
    readonly path: string;
    readonly values: readonly string[];
    readonly secrets: readonly string[];
  }): void;
  address(path: string): string;
  outcomes(node: EditorNode): void;
};
