export const n8nVersion: string;
export function n8nFolder(): string;
export function ensureN8n(say?: (line: string) => void): Promise<{
  readonly folder: string;
  readonly modules: string;
  readonly bin: string;
  readonly node: string;
}>;
