export * from './opens-window.ts';
export * from './window.ts';
