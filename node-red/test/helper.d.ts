// It brings no types.
declare module 'node-red-node-test-helper' {
  // biome-ignore lint/suspicious/noExplicitAny: sinon spies and Node-RED's insides
  const helper: any;
  export default helper;
}
